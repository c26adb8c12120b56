#include "nn/network.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/error.h"
#include "nn/activation.h"
#include "nn/dense.h"
#include "nn/dropout.h"

namespace melsift::nn {

namespace {

// Values that inference holds of a layer's output at a time, 4 MB: of use to the cache, and enough
// rows for the matrix products to run at full speed.
constexpr Index kInferenceValues = 1 << 20;

std::unique_ptr<Layer> make_layer(const LayerSpec& spec, const Shape& input, std::uint64_t seed,
                                  std::uint64_t number) {
  switch (spec.kind) {
    case LayerKind::dense:
      return std::make_unique<Dense>(input, spec.units, spec.initializer);
    case LayerKind::relu:
      return std::make_unique<Relu>(input);
    case LayerKind::sigmoid:
      return std::make_unique<Sigmoid>(input);
    case LayerKind::softmax:
      return std::make_unique<Softmax>(input);
    case LayerKind::dropout:
      return std::make_unique<Dropout>(input, spec.rate, seed, number);
  }
  throw Error(ErrorKind::unsupported, "architecture", "a layer of unknown kind");
}

// Softmax and sigmoid, followed by the loss made for them, have one short derivative together.
bool is_fused(LayerKind last, Loss loss) {
  return loss == Loss::binary_crossentropy ? last == LayerKind::sigmoid
                                           : last == LayerKind::softmax;
}

std::string shape_text(std::span<const Index> shape) {
  std::string text = "(";
  for (const Index extent : shape) {
    if (text.size() > 1) text += ", ";
    text += std::to_string(extent);
  }
  return text + ")";
}

}  // namespace

struct Network::Built {
  std::vector<std::unique_ptr<Layer>> layers;
  std::vector<std::string> names;
  std::vector<Parameter> parameters;
};

Network::Built Network::build(const Architecture& architecture, std::uint64_t seed) {
  architecture.check();
  Built built;
  std::map<LayerKind, int> count;
  Shape shape = architecture.input;
  for (const LayerSpec& spec : architecture.layers) {
    built.layers.push_back(make_layer(spec, shape, seed, built.layers.size()));
    shape = built.layers.back()->output_shape();
    std::string name(to_text(spec.kind));
    if (const int earlier = count[spec.kind]++; earlier > 0) {
      name += '_';
      name += std::to_string(earlier);
    }
    for (Parameter& parameter : built.layers.back()->describe_parameters()) {
      parameter.name = name + "/" + parameter.name;
      built.parameters.push_back(std::move(parameter));
    }
    built.names.push_back(std::move(name));
  }
  return built;
}

Index Network::parameter_count(const Architecture& architecture) {
  Index count = 0;
  for (const Parameter& parameter : build(architecture, 0).parameters) count += parameter.size();
  return count;
}

Network::Network(const Architecture& architecture, std::uint64_t seed)
    : Network(architecture, seed, build(architecture, seed)) {}

Network::Network(Architecture architecture, std::uint64_t seed, Built built)
    : architecture_(std::move(architecture)),
      layers_(std::move(built.layers)),
      names_(std::move(built.names)),
      store_(std::move(built.parameters)) {
  store_.initialize(seed);
  std::span<Parameter> rest = store_.parameters();
  for (const auto& layer : layers_) {
    const std::size_t count = layer->describe_parameters().size();
    layer->bind(rest.first(count));
    rest = rest.subspan(count);
  }
  plan();
}

void Network::plan() {
  bool overwritable = false;  // the network's input never is
  std::size_t buffers = 0;
  first_trainable_ = layers_.size();
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    if (!(overwritable && layers_[i]->works_in_place())) ++buffers;
    buffer_of_.push_back(buffers - 1);
    overwritable = !layers_[i]->backward_reads_output();
    if (architecture_.layers[i].kind == LayerKind::dense) {
      embedding_layer_ = i;
      first_trainable_ = std::min(first_trainable_, i);
    }
  }
  activations_.resize(buffers);
}

std::vector<LayerSummary> Network::summary() const {
  std::vector<LayerSummary> table;
  std::span<const Parameter> rest = parameters();
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    LayerSummary row;
    row.name = names_[i];
    row.kind = architecture_.layers[i].kind;
    row.output = layers_[i]->output_shape();
    const std::size_t count = layers_[i]->describe_parameters().size();
    for (const Parameter& parameter : rest.first(count)) {
      row.parameters += parameter.size();
      if (parameter.trainable) row.trainable += parameter.size();
    }
    rest = rest.subspan(count);
    table.push_back(std::move(row));
  }
  return table;
}

void Network::check_width(const Matrix& x) const {
  if (x.cols() == input_shape().size()) return;
  throw Error(ErrorKind::invalid_argument, "input",
              std::to_string(x.cols()) + " features, the network expects " +
                  std::to_string(input_shape().size()));
}

Inference Network::infer(const Matrix& x) const {
  check_width(x);
  Index widest = 1;
  for (const auto& layer : layers_) widest = std::max(widest, layer->output_shape().size());
  const Index rows_at_once =
      std::clamp<Index>(kInferenceValues / widest, 1, std::max<Index>(x.rows(), 1));
  Vector here(rows_at_once * widest);
  Vector there(rows_at_once * widest);
  Inference result;
  result.probabilities.resize(x.rows(), output_shape().size());
  result.embedding.resize(x.rows(), layers_[embedding_layer_]->input_shape().size());
  for (Index first = 0; first < x.rows(); first += rows_at_once) {
    const Index rows = std::min(rows_at_once, x.rows() - first);
    const float* input = x.row(first).data();
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      const ConstMatrixView in(input, rows, layers_[i]->input_shape().size());
      if (i == embedding_layer_) result.embedding.middleRows(first, rows) = in;
      if (i == 0 || !layers_[i]->works_in_place()) here.swap(there);
      layers_[i]->infer(in, {here.data(), rows, layers_[i]->output_shape().size()});
      input = here.data();
    }
    result.probabilities.middleRows(first, rows) =
        ConstMatrixView(input, rows, output_shape().size());
  }
  return result;
}

Matrix Network::predict(const Matrix& x) const {
  return infer(x).probabilities;
}

Matrix Network::embedding(const Matrix& x) const {
  return infer(x).embedding;
}

MatrixView Network::output_of(std::size_t layer, Index rows) {
  return {activations_[buffer_of_[layer]].data(), rows, layers_[layer]->output_shape().size()};
}

void Network::reserve(Index rows) {
  if (rows <= reserved_rows_) return;
  Index widest = 0;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const Index size = layers_[i]->output_shape().size();
    activations_[buffer_of_[i]].resize(rows * size);
    widest = std::max(widest, size);
  }
  gradient_.resize(rows * widest);
  next_gradient_.resize(rows * widest);
  reserved_rows_ = rows;
}

ConstMatrixView Network::forward(const Matrix& x, Phase phase) {
  check_width(x);
  if (x.rows() == 0) throw Error(ErrorKind::invalid_argument, "input", "a batch without rows");
  reserve(x.rows());
  const float* input = x.data();
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const ConstMatrixView in(input, x.rows(), layers_[i]->input_shape().size());
    const MatrixView out = output_of(i, x.rows());
    if (phase == Phase::training) {
      layers_[i]->forward(in, out, step_);
    } else {
      layers_[i]->infer(in, out);
    }
    input = out.data();
  }
  return {input, x.rows(), output_shape().size()};
}

double Network::compute_gradients(const Matrix& x, std::span<const int> classes, Loss loss) {
  const ConstMatrixView p = forward(x, Phase::training);
  check_classes(loss, p, classes);
  const MatrixView gradient(gradient_.data(), p.rows(), p.cols());
  if (is_fused(architecture_.layers.back().kind, loss)) {
    logit_gradient(loss, p, classes, gradient);
    backward(x, layers_.size() - 1);
  } else {
    loss_gradient(loss, p, classes, gradient);
    backward(x, layers_.size());
  }
  return loss_value(loss, p, classes);
}

// Carries gradient_, that of the output of layer `end` - 1, back to the first trainable layer.
void Network::backward(const Matrix& x, std::size_t end) {
  for (std::size_t i = end; i-- > first_trainable_;) {
    Layer& layer = *layers_[i];
    const ConstMatrixView in(i == 0 ? x.data() : output_of(i - 1, x.rows()).data(), x.rows(),
                             layer.input_shape().size());
    const MatrixView out = output_of(i, x.rows());
    const ConstMatrixView by_out(gradient_.data(), out.rows(), out.cols());
    Vector& by_in = layer.works_in_place() ? gradient_ : next_gradient_;
    // Nobody asks for the gradient before the first trainable layer.
    const Index rows = i > first_trainable_ ? x.rows() : 0;
    layer.backward(in, const_view(out), by_out, {by_in.data(), rows, in.cols()});
    if (!layer.works_in_place()) gradient_.swap(next_gradient_);
  }
}

double Network::train_batch(const Matrix& x, std::span<const int> classes, Loss loss,
                            Optimizer& optimizer) {
  const double value = compute_gradients(x, classes, loss);
  optimizer.step(store_.trainable_values(), store_.gradients());
  ++step_;
  return value;
}

void Network::set_parameter(std::string_view name, std::span<const Index> shape,
                            std::span<const float> values) {
  const auto parameter = std::ranges::find(parameters(), name, &Parameter::name);
  if (parameter == parameters().end()) {
    throw Error(ErrorKind::corrupt, name, "the network has no such parameter");
  }
  if (!std::ranges::equal(shape, parameter->shape)) {
    throw Error(ErrorKind::corrupt, name,
                "shape " + shape_text(shape) + ", expected " + shape_text(parameter->shape));
  }
  if (static_cast<Index>(values.size()) != parameter->size()) {
    throw Error(
        ErrorKind::corrupt, name,
        std::to_string(values.size()) + " values, expected " + std::to_string(parameter->size()));
  }
  std::ranges::copy(values, parameter->values().begin());
}

}  // namespace melsift::nn
