// Data-parallel steps: several processes train one network, with the same bits as a single one.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/batches.h"
#include "model/process_group.h"
#include "nn/loss.h"
#include "nn/network_trainer.h"
#include "nn/optimizer.h"

namespace melsift::model {

// A batch is cut into a fixed number of shards.  Each shard gives a gradient; batch normalization
// and the contrastive loss see this shard alone.  The gradients, the moving statistics of batch
// normalization and the losses are summed by a binary tree over the shard numbers.  Each process
// owns a contiguous run of shards and makes the same step with the sum.  So neither the number of
// processes nor their speed changes a bit, but the number of shards does.
class ShardedStep {
 public:
  // Both must outlive it.  Throws Error invalid_argument "shards" if there are more processes than
  // shards.
  ShardedStep(nn::NetworkTrainer& trainer, std::size_t shards, ProcessGroup& group);

  struct Result {
    double loss = 0.0;      // sum over the rows, before the step
    std::size_t right = 0;  // rows that were predicted correctly
  };
  // All processes have the same batch and the same network.
  Result run(const Batch& batch, nn::Loss loss, nn::Optimizer& optimizer);

 private:
  // Of some shards: their parts of the gradients and statistics, loss and correct rows.
  struct Sum {
    std::vector<float> values;
    double loss = 0.0;
    double right = 0.0;
  };

  unsigned owner(std::size_t shard) const;
  bool is_own(std::size_t shard) const { return owner(shard) == group_.rank(); }
  void sum(std::size_t first, std::size_t end, std::size_t depth, Sum& out);
  void compute(std::size_t shard, Sum& out);
  void exchange(std::size_t from, std::size_t to, Sum& sum);
  void share(Sum& total);

  nn::NetworkTrainer& trainer_;
  std::size_t shards_;
  ProcessGroup& group_;
  const Batch* batch_ = nullptr;  // of this step
  nn::Loss loss_{};
  std::uint64_t step_ = 0;
  std::vector<float> statistics_;  // before the step
  Sum total_;
  std::vector<Sum> right_halves_;  // by the depth in the tree
};

}  // namespace melsift::model
