// A feed-forward network: layers in a row, their parameters, and the memory to train them in.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/matrix.h"
#include "nn/architecture.h"
#include "nn/layer.h"
#include "nn/loss.h"
#include "nn/optimizer.h"
#include "nn/parameter.h"

namespace melsift::nn {

enum class Phase { training, inference };

// A row of the table that describes a network.
struct LayerSummary {
  std::string name;  // Keras': "dense", "dense_1", ...
  LayerKind kind = LayerKind::dense;
  Shape output;
  Index parameters = 0;  // values, not tensors
  Index trainable = 0;   // of those, the ones that the optimizer moves
};

// What a trained network says of a batch, a row a sample.
struct Inference {
  Matrix probabilities;
  Matrix embedding;
};

// Samples are rows of input_shape().size() values; what is given with another width, or with no
// rows for training, is refused with Error invalid_argument.  Same architecture, seed and calls:
// same bits.
class Network {
 public:
  // The first weights and all dropout are drawn from `seed`.  Throws what Architecture::check()
  // throws.
  Network(const Architecture& architecture, std::uint64_t seed);

  // How many values a network of this architecture has, without setting memory aside for them.
  // Throws what Architecture::check() throws.
  static Index parameter_count(const Architecture& architecture);

  const Architecture& architecture() const { return architecture_; }
  const Shape& input_shape() const { return architecture_.input; }
  const Shape& output_shape() const { return layers_.back()->output_shape(); }
  std::vector<LayerSummary> summary() const;

  // --- Trained use.  Safe from several threads at once; a row's result does not depend on the
  // other rows.  Memory beside the results is bounded, whatever the number of rows.
  // The last layer's output; after a single sigmoid one column, the probability of class 1.
  Matrix predict(const Matrix& x) const;
  // The input of the last dense layer: what the network has made of the track before it decides.
  Matrix embedding(const Matrix& x) const;
  Inference infer(const Matrix& x) const;

  // --- Training.  Buffers are sized by the largest batch so far and then reused.
  // One optimizer step on a batch; returns the mean loss before the step.
  double train_batch(const Matrix& x, std::span<const int> classes, Loss loss,
                     Optimizer& optimizer);
  // Its first half: the mean loss, with every parameter's gradient left in the parameters.
  double compute_gradients(const Matrix& x, std::span<const int> classes, Loss loss);
  // Every layer's output is kept; that of the last is valid until the next call of a training
  // function.
  ConstMatrixView forward(const Matrix& x, Phase phase);

  // train_batch() calls so far: dropout is a function of the seed and this.  Settable so that an
  // interrupted training can go on.
  std::uint64_t step() const { return step_; }
  void set_step(std::uint64_t step) { step_ = step; }

  // --- Parameters, in the layers' order, named "dense/kernel", "dense/bias", "dense_1/kernel" ...
  std::span<Parameter> parameters() { return store_.parameters(); }
  std::span<const Parameter> parameters() const { return store_.parameters(); }
  // Sets one of them.  Throws Error corrupt, naming it, where it isn't there or the shape differs.
  void set_parameter(std::string_view name, std::span<const Index> shape,
                     std::span<const float> values);
  // All values in one run, to keep the best weights and put them back.
  std::span<float> values() { return store_.values(); }
  std::span<const float> values() const { return store_.values(); }

 private:
  struct Built;  // layers, their names and their parameters' descriptions, before these have memory
  Network(Architecture architecture, std::uint64_t seed, Built built);
  static Built build(const Architecture& architecture, std::uint64_t seed);

  void check_width(const Matrix& x) const;
  void plan();
  void reserve(Index rows);
  MatrixView output_of(std::size_t layer, Index rows);
  void backward(const Matrix& x, std::size_t end);

  Architecture architecture_;
  std::vector<std::unique_ptr<Layer>> layers_;
  std::vector<std::string> names_;
  ParameterStore store_;
  std::uint64_t step_ = 0;

  // The plan: which buffer each layer writes (elementwise layers share their predecessor's where
  // nobody needs what they overwrite), the first layer that anything is learnt in, the last dense.
  std::vector<std::size_t> buffer_of_;
  std::size_t first_trainable_ = 0;
  std::size_t embedding_layer_ = 0;

  Index reserved_rows_ = 0;
  std::vector<Vector> activations_;
  Vector gradient_;       // of the activation that backward has arrived at ...
  Vector next_gradient_;  // ... and of the one before it
};

}  // namespace melsift::nn
