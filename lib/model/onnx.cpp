#include "model/onnx.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "model/onnx_graph.h"
#include "nn/stage.h"

namespace melsift::model {

namespace {

using nn::Extent;
using nn::Index;
using nn::LayerKind;
using nn::LayerSpec;
using nn::Shape;

// The value of Keras and of nn::BatchNormalization.
constexpr float kEpsilon = 1e-3F;

// A tensor of the graph.  Convolutions and pools of ONNX take channels first, (N, channels, height,
// width): a plane.  Everything else is a row, (N, size), channels last, as in melsift.
struct Activation {
  std::string name;
  Shape shape;
  bool is_plane = false;
};

OnnxGraph::Extents extents(const Extent& extent) {
  return {extent.height, extent.width};
}

// Writes the layers of one network to the graph, one by one.
class NetworkWriter {
 public:
  NetworkWriter(OnnxGraph& graph, const nn::Network& network, std::string prefix)
      : graph_(graph), network_(network), prefix_(std::move(prefix)) {}

  struct Result {
    Activation probabilities;  // both are rows, as in the network
    Activation embedding;
  };
  Result write(Activation here) {
    const nn::Architecture& architecture = network_.architecture();
    const std::vector<std::string> names = nn::layer_names(architecture);
    const std::vector<Shape> shapes = architecture.shapes();
    const std::size_t embedding_layer = find_embedding_layer(architecture);
    Result result;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const LayerSpec& layer = architecture.layers[i];
      if (layer.kind == LayerKind::dense || layer.kind == LayerKind::flatten) here = as_row(here);
      if (i == embedding_layer) result.embedding = as_row(here);
      here = add(layer, names[i], here);
      here.shape = shapes[i];
    }
    result.probabilities = as_row(here);
    return result;
  }

 private:
  // The layer whose input nn::Network::embedding() returns.
  static std::size_t find_embedding_layer(const nn::Architecture& architecture) {
    const std::vector<nn::Stage> stages = nn::make_stages(architecture, 0);
    const auto last = std::find_if(stages.rbegin(), stages.rend(), [](const nn::Stage& stage) {
      return !stage.layer->describe_parameters().empty();
    });
    return last == stages.rend() ? 0 : last->first;
  }

  Activation as_plane(const Activation& here) {
    if (here.is_plane) return here;
    const std::string shape = graph_.constant(
        here.name + "/plane_shape", {0, here.shape.channels, here.shape.height, here.shape.width});
    return {graph_.node("Reshape", {here.name, shape}, here.name + "/plane"), here.shape, true};
  }

  Activation as_row(const Activation& here) {
    if (!here.is_plane) return here;
    std::string name = here.name;
    if (!here.shape.is_vector())
      name = graph_.node("Transpose", {name}, here.name + "/channels_last",
                         {{"perm", OnnxGraph::Extents{0, 2, 3, 1}}});
    const std::string shape = graph_.constant(here.name + "/row_shape", {0, here.shape.size()});
    return {graph_.node("Reshape", {name, shape}, here.name + "/row"), here.shape, false};
  }

  Activation add(const LayerSpec& layer, const std::string& own_name, const Activation& here) {
    const std::string name = prefix_ + own_name;
    const auto elementwise = [&](const char* op,
                                 const std::vector<OnnxGraph::Attribute>& attributes = {}) {
      return Activation{graph_.node(op, {here.name}, name, attributes), here.shape, here.is_plane};
    };
    const auto pooled = [&](const char* op) {
      std::vector<OnnxGraph::Attribute> attributes;
      if (layer.kind == LayerKind::average_pooling2d || layer.kind == LayerKind::max_pooling2d)
        attributes = {{"kernel_shape", extents(layer.window)}, {"strides", extents(layer.window)}};
      return Activation{graph_.node(op, {as_plane(here).name}, name, attributes), {}, true};
    };
    switch (layer.kind) {
      case LayerKind::dense:
        return {
            graph_.node("Gemm", {here.name, weight(own_name, "kernel"), weight(own_name, "bias")},
                        name),
            {},
            false};
      case LayerKind::conv2d:
        return add_convolution(layer, own_name, as_plane(here));
      case LayerKind::batch_normalization:
        return {graph_.node("BatchNormalization",
                            {here.name, weight(own_name, "gamma"), weight(own_name, "beta"),
                             weight(own_name, "moving_mean"), weight(own_name, "moving_variance")},
                            name, {{"epsilon", kEpsilon}}),
                {},
                here.is_plane};
      case LayerKind::average_pooling2d:
        return pooled("AveragePool");
      case LayerKind::max_pooling2d:
        return pooled("MaxPool");
      case LayerKind::global_average_pooling2d:
        return pooled("GlobalAveragePool");
      case LayerKind::global_max_pooling2d:
        return pooled("GlobalMaxPool");
      case LayerKind::global_average_max_pooling2d: {
        const Activation plane = as_plane(here);
        const std::vector<std::string> parts = {
            graph_.node("GlobalAveragePool", {plane.name}, name + "/average"),
            graph_.node("GlobalMaxPool", {plane.name}, name + "/max")};
        return {graph_.node("Concat", parts, name, {{"axis", std::int64_t{1}}}), {}, true};
      }
      case LayerKind::relu:
        return elementwise("Relu");
      case LayerKind::sigmoid:
        return elementwise("Sigmoid");
      case LayerKind::softmax:  // over the channels: axis 1 of rows and of planes
        return elementwise("Softmax", {{"axis", std::int64_t{1}}});
      case LayerKind::flatten:
      case LayerKind::dropout:
        break;
    }
    return here;
  }

  Activation add_convolution(const LayerSpec& layer, const std::string& own_name,
                             const Activation& plane) {
    // Zeros before and after an axis: Keras' "same".
    const auto pads = [&](Index size, Index window, Index stride) -> std::pair<Index, Index> {
      if (layer.padding == nn::Padding::valid) return {0, 0};
      const Index places = (size + stride - 1) / stride;
      const Index all = std::max<Index>((places - 1) * stride + window - size, 0);
      return {all / 2, all - all / 2};
    };
    const auto [top, bottom] = pads(plane.shape.height, layer.window.height, layer.strides.height);
    const auto [left, right] = pads(plane.shape.width, layer.window.width, layer.strides.width);
    return {
        graph_.node("Conv", {plane.name, convolution_kernel(own_name), weight(own_name, "bias")},
                    prefix_ + own_name,
                    {{"kernel_shape", extents(layer.window)},
                     {"strides", extents(layer.strides)},
                     {"pads", OnnxGraph::Extents{top, left, bottom, right}}}),
        {},
        true};
  }

  const nn::Parameter& parameter(const std::string& layer, const char* kind) const {
    return *std::ranges::find(network_.parameters(), layer + "/" + kind, &nn::Parameter::name);
  }

  std::string weight(const std::string& layer, const char* kind) {
    const nn::Parameter& found = parameter(layer, kind);
    return graph_.constant(prefix_ + found.name, {found.shape.begin(), found.shape.end()},
                           found.values());
  }

  // (height, width, in, out) as (out, in, height, width).
  std::string convolution_kernel(const std::string& layer) {
    const nn::Parameter& kernel = parameter(layer, "kernel");
    const Index places = kernel.shape[0] * kernel.shape[1];
    const Index in = kernel.shape[2];
    const Index out = kernel.shape[3];
    std::vector<float> values;
    values.reserve(kernel.values().size());
    for (Index o = 0; o < out; ++o)
      for (Index i = 0; i < in; ++i)
        for (Index place = 0; place < places; ++place)
          values.push_back(kernel.values()[static_cast<std::size_t>((place * in + i) * out + o)]);
    return graph_.constant(prefix_ + kernel.name, {out, in, kernel.shape[0], kernel.shape[1]},
                           values);
  }

  OnnxGraph& graph_;
  const nn::Network& network_;
  std::string prefix_;
};

constexpr const char* kMelWithoutMeans = "mel_without_band_means";

void add_mel_input(OnnxGraph& graph, const std::string& name, const Shape& shape) {
  graph.add_input(name, {shape.height, shape.width, shape.channels});
}

std::string channels_first(OnnxGraph& graph, const std::string& input, const std::string& name) {
  return graph.node("Transpose", {input}, name, {{"perm", OnnxGraph::Extents{0, 3, 1, 2}}});
}

// The mel matrix without its band means.
Activation add_input_without_means(OnnxGraph& graph, const Model& model) {
  add_mel_input(graph, kMelWithoutMeans, model.input_shape());
  return {channels_first(graph, kMelWithoutMeans, "band_levels/channels_first"),
          model.input_shape(), true};
}

// The record's numbers, scaled.
Activation add_input(OnnxGraph& graph, const Model& model) {
  const Shape& shape = model.input_shape();
  const bool is_plane = !shape.is_vector();
  const std::string input = is_plane ? "mel" : "features";
  if (is_plane)
    add_mel_input(graph, input, shape);
  else
    graph.add_input(input, {shape.channels});
  const auto row = [&](const char* name, const RowVector& values) {
    return graph.constant(name, {values.size()},
                          {values.data(), static_cast<std::size_t>(values.size())});
  };
  std::string name = input;
  if (const RowVector& floor = model.scaler.log_floor; floor.size() > 0) {
    // Columns without a logarithm also take both paths; 1 keeps their values finite.
    const RowVector above = (floor.array() > 0.0F).select(floor, RowVector::Ones(floor.size()));
    const std::string kept = graph.node(
        "Greater", {row("scaler/log_floor", floor), row("scaler/zero", RowVector::Zero(1))},
        "scaler/is_logarithm");
    const std::string logarithm = graph.node(
        "Log", {graph.node("Max", {input, row("scaler/log_least", above)}, "scaler/above_floor")},
        "scaler/logarithm");
    name = graph.node("Where", {kept, logarithm, input}, "scaler/logarithms");
  }
  name = graph.node("Sub", {name, row("scaler/mean", model.scaler.mean)}, "scaler/centred");
  name = graph.node("Div", {name, row("scaler/scale", model.scaler.scale)}, "scaler/scaled");
  if (is_plane) name = channels_first(graph, name, "scaler/channels_first");
  return {name, shape, is_plane};
}

// Like apply_temperature(), and makes two columns of one.
std::string add_output(OnnxGraph& graph, std::string name, bool is_single, double temperature) {
  const auto scalar = [&](const char* constant, float value) {
    return graph.constant(constant, {1}, {&value, 1});
  };
  if (is_single) {
    const std::string other = graph.node("Sub", {scalar("one", 1.0F), name}, "other_probability");
    name = graph.node("Concat", {other, name}, "both_probabilities", {{"axis", std::int64_t{1}}});
  }
  if (temperature != 1.0) {
    const std::string divisor = scalar("temperature", static_cast<float>(temperature));
    name = graph.node("Log", {name}, "log_probabilities");
    name = graph.node("Div", {name, divisor}, "scaled_log_probabilities");
    name = graph.node("Softmax", {name}, "calibrated_probabilities", {{"axis", std::int64_t{1}}});
  }
  return name;
}

}  // namespace

std::string encode_onnx(const Model& model) {
  OnnxGraph graph;
  std::optional<Activation> input, input_without_means;
  const auto input_of = [&](std::size_t network) -> const Activation& {
    const bool removes = model.scaler.removes_band_means(network);
    std::optional<Activation>& found = removes ? input_without_means : input;
    if (!found) found = removes ? add_input_without_means(graph, model) : add_input(graph, model);
    return *found;
  };
  std::vector<std::string> probabilities, embeddings;
  Index width = 0;
  for (std::size_t k = 0; k < model.networks.size(); ++k) {
    const std::string prefix = k == 0 ? "" : "member_" + std::to_string(k + 1) + "/";
    const auto result = NetworkWriter(graph, model.networks[k], prefix).write(input_of(k));
    probabilities.push_back(result.probabilities.name);
    embeddings.push_back(result.embedding.name);
    width += result.embedding.shape.size();
  }
  const std::string mean = graph.node("Mean", probabilities, "mean_probabilities");
  const bool is_single = model.networks.front().output_shape().size() == 1;
  graph.node("Identity", {add_output(graph, mean, is_single, model.temperature)}, "probabilities");
  graph.node("Concat", embeddings, "embedding", {{"axis", std::int64_t{1}}});

  graph.add_output("probabilities", {static_cast<std::int64_t>(model.labels.size())});
  graph.add_output("embedding", {width});
  graph.add_metadata("labels", nlohmann::ordered_json(model.labels).dump());
  graph.add_metadata("front_end", model.front_end);
  if (model.scaler.band_means != BandMeans::keep)
    graph.add_metadata("band_means", std::string(choice_name(model.scaler.band_means)));
  graph.add_metadata("target", model.provenance.target);
  graph.add_metadata("melsift", model.provenance.version);
  return graph.bytes();
}

}  // namespace melsift::model
