#include "nn/presets.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/error.h"

namespace melsift::nn {

namespace {

constexpr std::array<std::string_view, 4> kNames = {"mlp", "tabular", "cnn", "melnet"};

// Appends layers one by one.
class Builder {
 public:
  explicit Builder(const Shape& input) { architecture_.input = input; }

  Builder& add(LayerSpec layer) {
    architecture_.layers.push_back(layer);
    return *this;
  }
  Builder& add(LayerKind kind) { return add({.kind = kind}); }
  Builder& dense(Index units, Initializer initializer = Initializer::he_normal) {
    return add({.kind = LayerKind::dense, .units = units, .initializer = initializer});
  }
  Builder& conv(Index filters, Index size, Index stride, Padding padding) {
    return add({.kind = LayerKind::conv2d,
                .units = filters,
                .initializer = Initializer::he_normal,
                .window = {size, size},
                .strides = {stride, stride},
                .padding = padding});
  }
  Builder& pool(LayerKind kind) { return add({.kind = kind, .window = {2, 2}}); }
  Builder& dropout(double rate) { return add({.kind = LayerKind::dropout, .rate = rate}); }

  Architecture classes(Index count, Initializer initializer) {
    if (count < 2) {
      throw Error(ErrorKind::invalid_argument, "classes",
                  std::to_string(count) + ", a classifier needs at least 2");
    }
    dense(count == 2 ? 1 : count, initializer);
    add(count == 2 ? LayerKind::sigmoid : LayerKind::softmax);
    architecture_.check();
    return std::move(architecture_);
  }

 private:
  Architecture architecture_;
};

}  // namespace

Architecture mlp(Index inputs, Index classes) {
  Builder net({1, 1, inputs});
  for (const Index units : {128, 64}) net.dense(units).add(LayerKind::relu);
  return net.classes(classes, Initializer::glorot_uniform);
}

Architecture tabular(Index inputs, Index classes) {
  Builder net({1, 1, inputs});
  for (const Index units : {256, 128}) {
    net.dense(units, Initializer::glorot_uniform).add(LayerKind::relu).dropout(0.4);
  }
  return net.classes(classes, Initializer::glorot_uniform);
}

Architecture cnn(const Shape& input, Index classes) {
  struct Block {
    Index filters, size, stride;
  };
  Builder net(input);
  for (const Block& block : {Block{64, 7, 1}, {128, 7, 2}, {256, 3, 1}, {512, 3, 1}}) {
    net.conv(block.filters, block.size, block.stride, Padding::valid)
        .add(LayerKind::relu)
        .add(LayerKind::batch_normalization)
        .pool(LayerKind::average_pooling2d);
  }
  net.add(LayerKind::batch_normalization)
      .add(LayerKind::flatten)
      .add(LayerKind::batch_normalization)
      .dropout(0.6);
  net.dense(1024).add(LayerKind::relu).dropout(0.5);
  net.dense(256).add(LayerKind::relu).dropout(0.25);
  for (const Index units : {64, 32}) net.dense(units).add(LayerKind::relu);
  return net.classes(classes, Initializer::he_normal);
}

Architecture melnet(const Shape& input, Index classes) {
  Builder net(input);
  for (const Index filters : {32, 64, 96, 128, 128}) {
    net.conv(filters, 3, 1, Padding::same)
        .add({.kind = LayerKind::batch_normalization, .momentum = 0.9})
        .add(LayerKind::relu)
        .pool(LayerKind::max_pooling2d);
  }
  return net.add(LayerKind::global_average_max_pooling2d)
      .dropout(0.3)
      .classes(classes, Initializer::glorot_uniform);
}

std::span<const std::string_view> preset_names() {
  return kNames;
}

Architecture preset(std::string_view name, const Shape& input, Index classes) {
  const bool is_known = std::ranges::find(kNames, name) != kNames.end();
  if (!is_known) {
    std::string known;
    for (const std::string_view word : kNames) known.append(known.empty() ? "" : ", ").append(word);
    throw Error(ErrorKind::invalid_argument, "arch",
                "unknown architecture \"" + std::string(name) + "\", expected " + known);
  }
  const bool takes_vectors = name == "mlp" || name == "tabular";
  if (input.is_vector() != takes_vectors) {
    throw Error(ErrorKind::invalid_argument, "arch",
                std::string(name) +
                    (takes_vectors ? " takes feature vectors, the records have mel matrices of "
                                   : " takes mel matrices, the records have vectors of ") +
                    to_text(input));
  }
  if (name == "cnn") return cnn(input, classes);
  if (name == "melnet") return melnet(input, classes);
  if (name == "tabular") return tabular(input.channels, classes);
  return mlp(input.channels, classes);
}

}  // namespace melsift::nn
