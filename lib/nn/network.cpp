#include "nn/network.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace melsift::nn {

namespace {

// Rows that inference processes at a time, and the maximum number of values (1 MB) that they may
// have in any layer's output: enough rows for matrix products at full speed, and few enough for a
// second-level cache.  The first layers of a convolutional network are wider; they process row by
// row.
constexpr Index kInferenceRows = 16;
constexpr Index kInferenceValues = 1 << 18;
constexpr Index kMaxInferenceRows = 1024;

std::string shape_text(std::span<const Index> shape) {
  std::string text = "(";
  for (const Index extent : shape) {
    if (text.size() > 1) text += ", ";
    text += std::to_string(extent);
  }
  return text + ")";
}

// The parameters of all stages, without memory, with their names in the network.
std::vector<Parameter> describe(const Architecture& architecture,
                                const std::vector<Stage>& stages) {
  const std::vector<std::string> names = layer_names(architecture);
  std::vector<Parameter> described;
  for (const Stage& stage : stages) {
    for (Parameter& parameter : stage.layer->describe_parameters()) {
      parameter.name = names[stage.owner] + "/" + parameter.name;
      described.push_back(std::move(parameter));
    }
  }
  return described;
}

}  // namespace

Index Network::parameter_count(const Architecture& architecture) {
  Index count = 0;
  for (const Stage& stage : make_stages(architecture, 0)) {
    for (const Parameter& parameter : stage.layer->describe_parameters()) count += parameter.size();
  }
  return count;
}

Network::Network(const Architecture& architecture, std::uint64_t seed)
    : Network(architecture, make_stages(architecture, seed)) {
  store_.initialize(seed);
}

Network Network::blank(const Architecture& architecture) {
  return {architecture, make_stages(architecture, 0)};
}

Network::Network(Architecture architecture, std::vector<Stage> stages)
    : architecture_(std::move(architecture)),
      stages_(std::move(stages)),
      store_(describe(architecture_, stages_), ParameterStore::Gradients::later) {
  std::span<Parameter> rest = store_.parameters();
  for (const Stage& stage : stages_) {
    const std::size_t count = stage.layer->describe_parameters().size();
    stage.layer->bind(rest.first(count));
    rest = rest.subspan(count);
  }
  for (std::size_t i = 0; i < stages_.size(); ++i)
    if (stages_[i].learns()) last_trainable_ = i;
  // The stage after the last wide one belongs to them: its output is small again.
  for (std::size_t i = 0; i < last_trainable_; ++i) {
    if (layer(i).output_shape().size() * kInferenceRows > kInferenceValues) {
      wide_stages_ = std::min(i + 2, last_trainable_);
    }
  }
}

void Network::set_threads(unsigned threads) {
  workers_ = threads > 1 ? std::make_unique<Workers>(threads) : nullptr;
  for (const Stage& stage : stages_) stage.layer->set_workers(workers_.get());
}

std::vector<LayerSummary> Network::summary() const {
  const std::vector<Shape> shapes = architecture_.shapes();
  const std::vector<std::string> names = layer_names(architecture_);
  std::vector<LayerSummary> table(architecture_.layers.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i].name = names[i];
    table[i].kind = architecture_.layers[i].kind;
    table[i].output = shapes[i];
  }
  std::span<const Parameter> rest = parameters();
  for (const Stage& stage : stages_) {
    const std::size_t count = stage.layer->describe_parameters().size();
    LayerSummary& row = table[stage.owner];
    for (const Parameter& parameter : rest.first(count)) {
      row.parameters += parameter.size();
      if (parameter.trainable) row.trainable += parameter.size();
    }
    rest = rest.subspan(count);
  }
  return table;
}

void Network::check_width(const Matrix& x) const {
  if (x.cols() == input_shape().size()) return;
  throw Error(ErrorKind::invalid_argument, "input",
              std::to_string(x.cols()) + " features, the network expects " +
                  std::to_string(input_shape().size()));
}

void Network::prepare() const {
  if (preparation_->done.load(std::memory_order_acquire)) return;
  const std::lock_guard lock(preparation_->mutex);
  if (preparation_->done.load(std::memory_order_relaxed)) return;
  for (const Stage& stage : stages_) stage.layer->prepare();
  preparation_->done.store(true, std::memory_order_release);
}

// Runs rows through the stages begin .. end-1; the result is in one of the buffers, or the input.
// Sets `embedding` if it is not null and one of these stages computes it.
const float* Network::infer_stages(std::size_t begin, std::size_t end, const float* input,
                                   Index rows, std::array<AlignedFloats, 2>& buffers,
                                   Matrix* embedding) const {
  AlignedFloats* here = &buffers[0];
  AlignedFloats* there = &buffers[1];
  for (std::size_t i = begin; i < end; ++i) {
    const ConstMatrixView in(input, rows, layer(i).input_shape().size());
    if (i == last_trainable_ && embedding != nullptr) *embedding = in;
    const Index width = layer(i).output_shape().size();
    if (i == begin || !layer(i).works_in_place()) {
      std::swap(here, there);
      here->reserve(rows * width);
    }
    layer(i).infer(in, {here->data(), rows, width});
    input = here->data();
  }
  return input;
}

Inference Network::infer(const Matrix& x) const {
  check_width(x);
  prepare();
  Inference result;
  result.probabilities.resize(x.rows(), output_shape().size());
  result.embedding.resize(x.rows(), layer(last_trainable_).input_shape().size());
  Index widest = 1;
  for (std::size_t i = wide_stages_; i < stages_.size(); ++i) {
    widest = std::max(widest, layer(i).output_shape().size());
  }
  const Index rows_at_once = std::clamp(kInferenceValues / widest, Index{1}, kMaxInferenceRows);
  const Index narrow_width =
      wide_stages_ > 0 ? layer(wide_stages_ - 1).output_shape().size() : x.cols();
  AlignedFloats narrow;
  std::array<AlignedFloats, 2> buffers;
  Matrix embedding;
  for (Index first = 0; first < x.rows(); first += rows_at_once) {
    const Index rows = std::min(rows_at_once, x.rows() - first);
    const float* input = x.row(first).data();
    if (wide_stages_ > 0) {
      narrow.reserve(rows * narrow_width);
      infer_wide_stages(x, first, rows, narrow.data());
      input = narrow.data();
    }
    input = infer_stages(wide_stages_, stages_.size(), input, rows, buffers, &embedding);
    result.embedding.middleRows(first, rows) = embedding;
    result.probabilities.middleRows(first, rows) =
        ConstMatrixView(input, rows, output_shape().size());
  }
  return result;
}

// Processes rows one by one, so that the output of a layer is still in the cache when the next
// layer reads it; several threads process several rows.
void Network::infer_wide_stages(const Matrix& x, Index first, Index rows, float* output) const {
  const Index width = layer(wide_stages_ - 1).output_shape().size();
  const auto infer_row = [&](std::size_t row) {
    std::array<AlignedFloats, 2> buffers;
    const float* result = infer_stages(
        0, wide_stages_, x.row(first + static_cast<Index>(row)).data(), 1, buffers, nullptr);
    std::copy_n(result, width, output + static_cast<Index>(row) * width);
  };
  const auto count = static_cast<std::size_t>(rows);
  if (workers_ != nullptr && rows > 1) {
    workers_->for_each(count, infer_row);
  } else {
    for (std::size_t row = 0; row < count; ++row) infer_row(row);
  }
}

Matrix Network::predict(const Matrix& x) const {
  return infer(x).probabilities;
}

Matrix Network::embedding(const Matrix& x) const {
  return infer(x).embedding;
}

std::span<float> Network::parameter_values(std::string_view name, std::span<const Index> shape) {
  const auto parameter = std::ranges::find(parameters(), name, &Parameter::name);
  if (parameter == parameters().end()) {
    throw Error(ErrorKind::corrupt, name, "the network has no such parameter");
  }
  if (!std::ranges::equal(shape, parameter->shape)) {
    throw Error(ErrorKind::corrupt, name,
                "shape " + shape_text(shape) + ", expected " + shape_text(parameter->shape));
  }
  return parameter->values();
}

void Network::set_parameter(std::string_view name, std::span<const Index> shape,
                            std::span<const float> values) {
  const std::span<float> to = parameter_values(name, shape);
  if (values.size() != to.size()) {
    throw Error(ErrorKind::corrupt, name,
                std::to_string(values.size()) + " values, expected " + std::to_string(to.size()));
  }
  std::ranges::copy(values, to.begin());
}

}  // namespace melsift::nn
