// Trains a network: the steps of an optimizer, and the memory that they take.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/matrix.h"
#include "nn/aligned_floats.h"
#include "nn/contrastive.h"
#include "nn/layer.h"
#include "nn/loss.h"
#include "nn/network.h"
#include "nn/optimizer.h"

namespace melsift::nn {

// Throws Error invalid_argument for a batch of another width than the network's input, a batch
// without rows, and classes or targets that don't fit.  Buffers grow to the largest batch and are
// then reused.  Same network, seed and calls: same bits.
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
  // Its first half: the mean loss, with every parameter's gradient left in the parameters.
  double compute_gradients(const Matrix& x, std::span<const int> classes, Loss loss);
  // Both with soft targets, see loss.h.
  double train_batch(const Matrix& x, const Matrix& targets, Loss loss, Optimizer& optimizer);
  double compute_gradients(const Matrix& x, const Matrix& targets, Loss loss);
  // The network's output for the batch of the latest of these calls, before the step; valid until
  // the next call.
  ConstMatrixView latest_output() const;

  // train_batch() calls so far: dropout is a function of the seed and this.  Settable so that an
  // interrupted training can go on.
  std::uint64_t step() const { return step_; }
  void set_step(std::uint64_t step) { step_ = step; }

 private:
  // Which memory the gradient by a stage's output has: one of two buffers, or that of the output.
  enum class GradientPlace { first, second, output };

  void plan();
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

  // The plan: which buffer each stage writes (an elementwise layer overwrites its predecessor's
  // output if no gradient needs it), where its gradient goes, and the first stage that learns.
  std::vector<std::size_t> buffer_of_;
  std::vector<GradientPlace> gradient_place_;
  std::size_t first_trainable_ = 0;

  Index reserved_rows_ = 0;
  Index latest_rows_ = 0;
  std::vector<AlignedFloats> activations_;
  std::array<AlignedFloats, 2> gradients_;
};

}  // namespace melsift::nn
