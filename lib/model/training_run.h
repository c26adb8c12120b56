// The training of one network, batch by batch.  Its whole state can be saved and restored at any
// batch, and the training then continues with equal results to the last bit.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/batches.h"
#include "model/model.h"
#include "model/process_group.h"
#include "model/schedule.h"
#include "model/sharded_step.h"
#include "nn/network_trainer.h"
#include "nn/optimizer.h"

namespace melsift::model {

// The task that all networks of an ensemble share; it must outlive them.
struct TrainingTask {
  const Dataset& data;
  const std::vector<std::size_t>& train;  // rows to learn from, at least one
  const std::vector<std::size_t>& valid;  // rows for validation; may be empty
  const Scaler& scaler;
  const nn::Architecture& architecture;
  const TrainingSettings& settings;
};

// The state on which the rest of a training depends, in addition to the task and the member.
struct TrainingState {
  Training training;  // the finished epochs, and the best of them
  // Of the current epoch:
  std::size_t batches = 0;  // done
  double loss_sum = 0.0;    // over their rows
  std::size_t right = 0;    // of their rows

  PlateauState plateau;
  std::uint64_t steps = 0;  // of the optimizer
  std::vector<float> weights;
  std::vector<float> best_weights;     // empty if none are kept
  std::vector<float> average_weights;  // likewise
  std::vector<std::vector<float>> optimizer;
};

class TrainingRun {
 public:
  // Trains network number `member` of the ensemble, from 0, with the seed settings.seed + member.
  // The result depends neither on `threads` nor on the number of processes in `group`, which must
  // outlive the run; nullptr is this process alone.  Throws what ShardedStep throws.
  TrainingRun(const TrainingTask& task, std::size_t member, unsigned threads,
              ProcessGroup* group = nullptr);

  TrainingState state() const;
  // The state must be from a run of the same task and member.  Throws Error corrupt if it can't be.
  void restore(const TrainingState& state);

  // Whether all epochs are done, or the validation loss has not fallen for too long.
  bool done() const;
  // Whether some, but not all, batches of an epoch are done.
  bool within_epoch() const { return batches_done_ > 0 && batches_done_ < batches_.count(); }
  // Finished epochs, and the one with the lowest validation loss (0: not determined).
  const Training& training() const { return training_; }
  double learning_rate() const { return optimizer_->learning_rate(); }  // of the latest step

  // Continues to the end of the epoch, or to a batch after which `after_batch` returns true to
  // stop; then it returns false.  Throws Error invalid_argument, beginning with "training", if loss
  // or weights are no longer finite.
  bool run_epoch(const std::function<bool()>& after_batch);

  // Call it after such an Error.  Returns whether an earlier epoch was good.  In this case that
  // epoch becomes the last one, and result() returns its weights, or those of the best epoch if
  // they are kept.
  bool return_to_good_epoch();
  bool diverged() const { return diverged_; }

  // The trained network: the best epoch's weights if they are kept, otherwise the moving average if
  // there is one, otherwise the last weights.  It has no memory for training.
  nn::Network result() const;

 private:
  void train_batch(const Batch& batch);
  void average();
  void end_epoch();
  const nn::Network& network() const { return trainer_.network(); }
  // Throws what run_epoch() throws.
  void check_finite(bool finite, const char* what, int epoch) const;
  nn::Network network_of(const std::vector<float>& weights) const;

  TrainingTask task_;
  std::uint64_t seed_;
  Scaler scaler_;  // of this network
  nn::Loss loss_;
  nn::NetworkTrainer trainer_;
  SingleProcess alone_;
  ProcessGroup& group_;
  std::optional<ShardedStep> sharded_;  // if batches have shards
  std::unique_ptr<nn::Optimizer> optimizer_;
  Batches batches_;
  Schedule schedule_;

  Training training_;
  std::size_t batches_done_ = 0;
  double loss_sum_ = 0.0;
  std::size_t right_ = 0;
  std::vector<float> best_weights_;
  std::vector<float> average_weights_;
  std::vector<float> good_weights_;  // after the last epoch; of the average, if there is one
  bool diverged_ = false;
};

}  // namespace melsift::model
