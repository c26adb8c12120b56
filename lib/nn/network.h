// A feed-forward network: layers in a row, their parameters, and what the network predicts.
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
  std::string name;  // Keras': "dense", "dense_1", ...
  LayerKind kind = LayerKind::dense;
  Shape output;
  Index parameters = 0;  // values, not tensors
  Index trainable = 0;   // of those, the ones that the optimizer moves
};

// What a network predicts for a batch, a row a sample.
struct Inference {
  Matrix probabilities;
  Matrix embedding;
};

// Samples are rows of input_shape().size() values; an input of another width is refused with Error
// invalid_argument.  A NetworkTrainer (network_trainer.h) trains it.
class Network {
 public:
  // Draws the first weights and all dropout from `seed`.  Throws what Architecture::check() throws.
  Network(const Architecture& architecture, std::uint64_t seed);

  // With all parameters 0: quicker if their values come from elsewhere.  Throws the same.
  static Network blank(const Architecture& architecture);

  // How many values a network of this architecture has, without setting memory aside for them.
  // Throws what Architecture::check() throws.
  static Index parameter_count(const Architecture& architecture);

  const Architecture& architecture() const { return architecture_; }
  const Shape& input_shape() const { return architecture_.input; }
  const Shape& output_shape() const { return stages_.back().layer->output_shape(); }
  // A row for each layer of the architecture.
  std::vector<LayerSummary> summary() const;

  // Threads to work with from now on; 1 at first.  They change no result.
  void set_threads(unsigned threads);

  // --- Inference.  Safe from several threads at once; a row's result does not depend on the
  // other rows.  Memory beside the results is bounded, whatever the number of rows.
  // The last layer's output; after a single sigmoid one column, the probability of class 1.
  Matrix predict(const Matrix& x) const;
  // The input of the last layer that learns, a dense one as a rule: what the network has made of
  // the track before it decides.
  Matrix embedding(const Matrix& x) const;
  Inference infer(const Matrix& x) const;

  // --- Parameters, in the layers' order, named "dense/kernel", "dense/bias", "dense_1/kernel" ...
  // What changes them has to ask for them anew after each use of the network.
  std::span<Parameter> parameters() {
    parameters_may_change();
    return store_.parameters();
  }
  std::span<const Parameter> parameters() const { return store_.parameters(); }
  // The values of one of them, to be set.  Throws Error corrupt, naming it, if the network has no
  // such parameter or its shape differs.
  std::span<float> parameter_values(std::string_view name, std::span<const Index> shape);
  // Sets one of them.  Throws likewise.
  void set_parameter(std::string_view name, std::span<const Index> shape,
                     std::span<const float> values);
  // All values in one run, to keep the best weights and put them back.
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
  // What infer() derives from the parameters is derived once, by prepare(), until they may have
  // changed.
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
  std::size_t wide_stages_ = 0;     // the first ones, which inference runs through row by row
};

}  // namespace melsift::nn
