// A feed-forward network: layers in a row, their parameters, and the memory to train them in.
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
#include "nn/contrastive.h"
#include "nn/layer.h"
#include "nn/loss.h"
#include "nn/optimizer.h"
#include "nn/parameter.h"
#include "nn/stage.h"

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

  // All of its parameters 0, to be set: quicker where they come from elsewhere.  Throws likewise.
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

  // --- Trained use.  Safe from several threads at once; a row's result does not depend on the
  // other rows.  Memory beside the results is bounded, whatever the number of rows.
  // The last layer's output; after a single sigmoid one column, the probability of class 1.
  Matrix predict(const Matrix& x) const;
  // The input of the last layer that learns, a dense one as a rule: what the network has made of
  // the track before it decides.
  Matrix embedding(const Matrix& x) const;
  Inference infer(const Matrix& x) const;

  // --- Training.  Buffers are sized by the largest batch so far and then reused.
  // One optimizer step on a batch; returns the mean loss before the step.
  double train_batch(const Matrix& x, std::span<const int> classes, Loss loss,
                     Optimizer& optimizer);
  // Its first half: the mean loss, with every parameter's gradient left in the parameters.
  double compute_gradients(const Matrix& x, std::span<const int> classes, Loss loss);
  // Both with soft targets, see loss.h.
  double train_batch(const Matrix& x, const Matrix& targets, Loss loss, Optimizer& optimizer);
  double compute_gradients(const Matrix& x, const Matrix& targets, Loss loss);
  // From now on, training on soft targets also minimises the contrastive loss of the embeddings.
  // The returned losses do not include it.
  void set_contrast(const Contrast& contrast) { contrast_ = contrast; }
  // Every layer's output is kept; that of the last is valid until the next call of a training
  // function.
  ConstMatrixView forward(const Matrix& x, Phase phase);
  // What the network said of the batch that was given to the latest of these, before the step;
  // valid until the next of them.
  ConstMatrixView latest_output() const;

  // train_batch() calls so far: dropout is a function of the seed and this.  Settable so that an
  // interrupted training can go on.
  std::uint64_t step() const { return step_; }
  void set_step(std::uint64_t step) { step_ = step; }

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
  Network(Architecture architecture, std::vector<Stage> stages);

  // Where the gradient by a stage's output is kept on the way back: in one of two buffers, or in
  // place of the output itself.
  enum class GradientPlace { first, second, output };

  void check_width(const Matrix& x) const;
  void plan();
  void reserve(Index rows);
  const Layer& layer(std::size_t stage) const { return *stages_[stage].layer; }
  MatrixView output_of(std::size_t stage, Index rows);
  MatrixView gradient_of(std::size_t stage, Index rows);
  // What infer() derives from the parameters is derived once, by prepare(), until they may have
  // changed.
  void prepare() const;
  void parameters_may_change() { preparation_->done = false; }
  const float* infer_stages(std::size_t begin, std::size_t end, const float* input, Index rows,
                            std::array<AlignedFloats, 2>& buffers, Matrix* embedding) const;
  void infer_wide_stages(const Matrix& x, Index first, Index rows, float* output) const;
  template <class Truth>
  double gradients(const Matrix& x, const Truth& truth, Loss loss);
  void backward(const Matrix& x, std::size_t begin, std::size_t end);
  void add_contrast(const Matrix& targets);

  Architecture architecture_;
  std::vector<Stage> stages_;
  ParameterStore store_;
  std::unique_ptr<Workers> workers_;
  struct Preparation {
    std::mutex mutex;
    std::atomic<bool> done = false;
  };
  std::unique_ptr<Preparation> preparation_ = std::make_unique<Preparation>();
  std::uint64_t step_ = 0;
  Contrast contrast_;

  // The plan: which buffer each stage writes (elementwise layers share their predecessor's where
  // nobody needs what they overwrite), where its gradient goes, the first and the last stage that
  // anything is learnt in.
  std::vector<std::size_t> buffer_of_;
  std::vector<GradientPlace> gradient_place_;
  std::size_t first_trainable_ = 0;
  std::size_t last_trainable_ = 0;
  std::size_t wide_stages_ = 0;  // the first ones, which inference runs through row by row

  Index reserved_rows_ = 0;
  Index latest_rows_ = 0;
  std::vector<AlignedFloats> activations_;
  std::array<AlignedFloats, 2> gradients_;
};

}  // namespace melsift::nn
