// A feed-forward network: a sequence of layers, their parameters, and inference.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/matrix.h"
#include "base/workers.h"
#include "nn/aligned_floats.h"
#include "nn/architecture.h"
#include "nn/layer.h"
#include "nn/parameter.h"
#include "nn/stage.h"

namespace melsift::nn {

// A row of the table that describes a network.
struct LayerSummary {
  std::string name;  // as in Keras: "dense", "dense_1", ...
  LayerKind kind = LayerKind::dense;
  Shape output;
  Index parameters = 0;  // values, not tensors
  Index trainable = 0;   // those that the optimizer changes
};

// The prediction of a network for a batch, one row per sample.
struct Inference {
  Matrix probabilities;
  Matrix embedding;
};

// Samples are rows of input_shape().size() values; throws Error invalid_argument for an input of
// another width.  A NetworkTrainer (network_trainer.h) trains it.
class Network {
 public:
  // The seed determines the initial weights and all dropout.  Throws what Architecture::check()
  // throws.
  Network(const Architecture& architecture, std::uint64_t seed);

  // A network with all parameters 0: faster if their values come from elsewhere.  Throws the same.
  static Network blank(const Architecture& architecture);

  // The number of values of a network with this architecture, without allocating memory for them.
  // Throws what Architecture::check() throws.
  static Index parameter_count(const Architecture& architecture);

  const Architecture& architecture() const { return architecture_; }
  const Shape& input_shape() const { return architecture_.input; }
  const Shape& output_shape() const { return stages_.back().layer->output_shape(); }
  // One row for each layer of the architecture.
  std::vector<LayerSummary> summary() const;

  // Sets the number of threads, initially 1.  Results do not depend on it.
  void set_threads(unsigned threads);

  // --- Inference.  Several threads may call it at once; a row's result does not depend on the
  // other rows.  Working memory is bounded for any number of rows.  predict() returns the output of
  // the last layer; after a single sigmoid, this is one column: the probability of class 1.
  Matrix predict(const Matrix& x) const;
  // The input of the last trainable layer, usually a dense one: the network's representation of the
  // track before the classification.
  Matrix embedding(const Matrix& x) const;
  Inference infer(const Matrix& x) const;

  // --- Parameters, in the layers' order, named "dense/kernel", "dense/bias", "dense_1/kernel" ...
  // Code that changes them must get them again after each use of the network.
  std::span<Parameter> parameters() {
    parameters_may_change();
    return store_.parameters();
  }
  std::span<const Parameter> parameters() const { return store_.parameters(); }
  // The values of one parameter, to be set.  Throws Error corrupt, naming it, if the network has no
  // such parameter or its shape differs.
  std::span<float> parameter_values(std::string_view name, std::span<const Index> shape);
  // Sets one parameter.  Throws the same.
  void set_parameter(std::string_view name, std::span<const Index> shape,
                     std::span<const float> values);
  // All values in one block, to save the best weights and restore them.
  std::span<float> values() {
    parameters_may_change();
    return store_.values();
  }
  std::span<const float> values() const { return store_.values(); }

 private:
  friend class NetworkTrainer;

  Network(Architecture architecture, std::vector<Stage> stages);

  void check_width(const Matrix& x) const;
  const Layer& layer(std::size_t stage) const { return *stages_[stage].layer; }
  // The values that infer() computes from the parameters are computed once, by prepare(), until the
  // parameters may have changed.
  void prepare() const;
  void parameters_may_change() { preparation_->done = false; }
  const float* infer_stages(std::size_t begin, std::size_t end, const float* input, Index rows,
                            std::array<AlignedFloats, 2>& buffers, Matrix* embedding) const;
  void infer_wide_stages(const Matrix& x, Index first, Index rows, float* output) const;

  Architecture architecture_;
  std::vector<Stage> stages_;
  ParameterStore store_;
  std::unique_ptr<Workers> workers_;
  struct Preparation {
    std::mutex mutex;
    std::atomic<bool> done = false;
  };
  std::unique_ptr<Preparation> preparation_ = std::make_unique<Preparation>();
  std::size_t last_trainable_ = 0;  // the last stage with trainable parameters
  std::size_t wide_stages_ = 0;     // the first stages, which inference runs row by row
};

}  // namespace melsift::nn
