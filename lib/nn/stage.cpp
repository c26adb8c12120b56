#include "nn/stage.h"

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <utility>

#include "base/error.h"
#include "nn/activation.h"
#include "nn/batch_normalization.h"
#include "nn/conv2d.h"
#include "nn/dense.h"
#include "nn/dropout.h"
#include "nn/flatten.h"
#include "nn/pooled_normalization.h"
#include "nn/pooling.h"

namespace melsift::nn {

namespace {

std::unique_ptr<Layer> make_layer(const LayerSpec& spec, const Shape& input, std::uint64_t seed,
                                  std::size_t number) {
  switch (spec.kind) {
    case LayerKind::dense:
      return std::make_unique<Dense>(input, spec.units, spec.initializer);
    case LayerKind::conv2d:
      return std::make_unique<Conv2D>(input, spec.units, spec.window, spec.strides, spec.padding,
                                      spec.initializer);
    case LayerKind::batch_normalization:
      return std::make_unique<BatchNormalization>(input, spec.momentum);
    case LayerKind::average_pooling2d:
      return std::make_unique<AveragePooling2D>(input, spec.window);
    case LayerKind::max_pooling2d:
      return std::make_unique<MaxPooling2D>(input, spec.window);
    case LayerKind::global_average_pooling2d:
      return std::make_unique<GlobalPooling2D>(input, GlobalPooling2D::Kind::average);
    case LayerKind::global_max_pooling2d:
      return std::make_unique<GlobalPooling2D>(input, GlobalPooling2D::Kind::max);
    case LayerKind::global_average_max_pooling2d:
      return std::make_unique<GlobalPooling2D>(input, GlobalPooling2D::Kind::average_max);
    case LayerKind::flatten:
      return std::make_unique<Flatten>(input);
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

bool begins_with(std::span<const LayerSpec> layers, const std::array<LayerKind, 3>& kinds) {
  return layers.size() >= kinds.size() &&
         std::equal(kinds.begin(), kinds.end(), layers.begin(),
                    [](LayerKind kind, const LayerSpec& layer) { return kind == layer.kind; });
}

// The stage that begins with the first of `layers`, which is layer `number` of the network.
Stage make_stage(std::span<const LayerSpec> layers, const Shape& input, std::uint64_t seed,
                 std::size_t number) {
  using enum LayerKind;
  if (begins_with(layers, {relu, batch_normalization, average_pooling2d})) {
    return {std::make_unique<ReluNormAveragePool>(input, layers[2].window, layers[1].momentum),
            number, number + 2, number + 1};
  }
  if (begins_with(layers, {batch_normalization, relu, max_pooling2d})) {
    return {std::make_unique<NormReluMaxPool>(input, layers[2].window, layers[0].momentum), number,
            number + 2, number};
  }
  return {make_layer(layers.front(), input, seed, number), number, number, number};
}

}  // namespace

bool Stage::learns() const {
  return std::ranges::any_of(layer->describe_parameters(), &Parameter::trainable);
}

std::vector<Stage> make_stages(const Architecture& architecture, std::uint64_t seed) {
  architecture.check();
  std::vector<Stage> stages;
  Shape shape = architecture.input;
  for (std::size_t i = 0; i < architecture.layers.size(); i = stages.back().last + 1) {
    stages.push_back(make_stage(std::span(architecture.layers).subspan(i), shape, seed, i));
    shape = stages.back().layer->output_shape();
  }
  return stages;
}

std::vector<std::string> layer_names(const Architecture& architecture) {
  std::vector<std::string> names;
  std::map<LayerKind, int> count;
  for (const LayerSpec& layer : architecture.layers) {
    std::string name(to_text(layer.kind));
    if (const int earlier = count[layer.kind]++; earlier > 0) name += '_' + std::to_string(earlier);
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace melsift::nn
