// Trains a network: the steps of an optimizer, and their memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/matrix.h"
#include "nn/aligned_floats.h"
#include "nn/contrastive.h"
#include "nn/layer.h"
#include "nn/loss.h"
#include "nn/memory_plan.h"
#include "nn/network.h"
#include "nn/optimizer.h"

namespace melsift::nn {

// Throws Error invalid_argument for a batch of another width than the network's input, a batch
// without rows, and classes or targets that don't fit.  Buffers grow to the largest batch and are
// then reused.  The same network, seed and calls give the same bits.
class NetworkTrainer {
 public:
  explicit NetworkTrainer(Network network);

  // The network between two steps.
  Network& network() { return network_; }
  const Network& network() const { return network_; }

  // From now on, training on soft targets also minimises the contrastive loss of the embeddings.
  // The returned losses do not include it.
  void set_contrast(const Contrast& contrast) { contrast_ = contrast; }

  // One optimizer step on a batch; returns the mean loss before the step.
  double train_batch(const Matrix& x, std::span<const int> classes, Loss loss,
                     Optimizer& optimizer);
  // The first half of a step: returns the mean loss and leaves the gradients in the parameters.
  double compute_gradients(const Matrix& x, std::span<const int> classes, Loss loss);
  // Both with soft targets, see loss.h.
  double train_batch(const Matrix& x, const Matrix& targets, Loss loss, Optimizer& optimizer);
  double compute_gradients(const Matrix& x, const Matrix& targets, Loss loss);
  // The second half: a step by these gradients, which may have been changed.
  void apply(Optimizer& optimizer);
  // The gradients of all trainable values in one run, zeros at first.
  std::span<float> gradients();
  // The values that layers keep themselves, such as moving means, in one run; forward passes of
  // compute_gradients() change them.
  std::span<float> statistics();
  // The output of the network for the batch of the latest call, before the step; valid until the
  // next call.
  ConstMatrixView latest_output() const;

  // The number of train_batch() calls so far: dropout is a function of the seed and this number.
  // It can be set, so that an interrupted training can be resumed.
  std::uint64_t step() const { return step_; }
  void set_step(std::uint64_t step) { step_ = step; }

 private:
  void plan();
  void plan_outputs();
  void plan_gradients();
  std::size_t add_block(Index size, std::size_t first, std::size_t last);
  MatrixView view(std::size_t block, std::size_t stage, Index rows);
  void reserve(Index rows);
  const Layer& layer(std::size_t stage) const { return network_.layer(stage); }
  std::size_t stages() const { return network_.stages_.size(); }
  MatrixView output_of(std::size_t stage, Index rows);
  MatrixView gradient_of(std::size_t stage, Index rows);
  void forward(const Matrix& x);
  void backward(const Matrix& x, std::size_t begin, std::size_t end);
  void add_contrast(const Matrix& targets);
  template <class Truth>
  double gradients(const Matrix& x, const Truth& truth, Loss loss);
  template <class Truth>
  double step_on(const Matrix& x, const Truth& truth, Loss loss, Optimizer& optimizer);

  Network network_;
  std::uint64_t step_ = 0;
  Contrast contrast_;

  // The plan: the block of memory for the output of each stage (an elementwise layer overwrites
  // that of its predecessor if no gradient needs it), the block of the gradient by its output (it
  // may overwrite the output), and the first stage that learns.  Sizes are for a row.
  std::vector<std::size_t> output_block_;
  std::vector<std::size_t> gradient_block_;
  std::vector<PlannedBlock> blocks_;
  Index row_size_ = 0;
  std::size_t first_trainable_ = 0;

  Index reserved_rows_ = 0;
  Index latest_rows_ = 0;
  AlignedFloats memory_;
};

}  // namespace melsift::nn
