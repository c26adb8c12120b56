#include "nn/architecture.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/number.h"

namespace melsift::nn {

namespace {

constexpr std::array kKinds = {
    std::pair{LayerKind::dense, std::string_view("dense")},
    std::pair{LayerKind::relu, std::string_view("relu")},
    std::pair{LayerKind::sigmoid, std::string_view("sigmoid")},
    std::pair{LayerKind::softmax, std::string_view("softmax")},
    std::pair{LayerKind::dropout, std::string_view("dropout")},
};

// Keeps products of sizes far from overflow, and is more than any memory holds.
constexpr long long kLargestExtent = 1 << 24;

[[noreturn]] void refuse_piece(const std::string& piece, const std::string& detail) {
  throw Error(ErrorKind::corrupt, "architecture", "'" + piece + "': " + detail);
}

std::optional<Index> parse_extent(std::string_view text) {
  const auto value = parse_integer(text);
  if (!value || *value < 1 || *value > kLargestExtent) return std::nullopt;
  return static_cast<Index>(*value);
}

Shape parse_input(const std::string& piece) {
  const std::vector<std::string> words = split_list(piece, ' ');
  if (words.size() != 2 || words[0] != "input") refuse_piece(piece, "expected 'input SHAPE'");
  std::vector<Index> extents;
  for (const std::string& word : split_list(words[1], 'x')) {
    const auto extent = parse_extent(word);
    if (!extent) refuse_piece(piece, "'" + word + "' is no size");
    extents.push_back(*extent);
  }
  if (extents.size() == 1) return {1, 1, extents[0]};
  if (extents.size() == 3) return {extents[0], extents[1], extents[2]};
  refuse_piece(piece, "expected one size, or three as 128x128x1");
}

LayerSpec parse_layer(const std::string& piece) {
  const std::vector<std::string> words = split_list(piece, ' ');
  const auto kind = std::find_if(kKinds.begin(), kKinds.end(),
                                 [&](const auto& entry) { return entry.second == words[0]; });
  if (kind == kKinds.end()) refuse_piece(piece, "no such layer");
  LayerSpec layer;
  layer.kind = kind->first;
  std::size_t used = 1;
  if (layer.kind == LayerKind::dense) {
    const auto units = words.size() > used ? parse_extent(words[used]) : std::nullopt;
    if (!units) refuse_piece(piece, "expected the number of units");
    layer.units = *units;
    ++used;
    if (words.size() > used) {
      const auto initializer = parse_initializer(words[used]);
      if (!initializer) refuse_piece(piece, "no initializer '" + words[used] + "'");
      layer.initializer = *initializer;
      ++used;
    }
  } else if (layer.kind == LayerKind::dropout) {
    const auto rate = words.size() > used ? parse_real(words[used]) : std::nullopt;
    if (!rate) refuse_piece(piece, "expected the rate");
    layer.rate = *rate;
    ++used;
  }
  if (words.size() > used) refuse_piece(piece, "'" + words[used] + "' is too much");
  return layer;
}

}  // namespace

std::string_view to_text(LayerKind kind) {
  return std::find_if(kKinds.begin(), kKinds.end(),
                      [&](const auto& entry) { return entry.first == kind; })
      ->second;
}

void Architecture::check() const {
  const auto refuse = [](const std::string& detail) {
    throw Error(ErrorKind::invalid_argument, "architecture", detail);
  };
  const auto in_range = [](Index extent) { return extent >= 1 && extent <= kLargestExtent; };
  if (!in_range(input.height) || !in_range(input.width) || !in_range(input.channels)) {
    refuse("an input of " + nn::to_text(input));
  }
  if (layers.empty()) refuse("no layers");
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const LayerSpec& layer = layers[i];
    const std::string name =
        "layer " + std::to_string(i + 1) + " (" + std::string(nn::to_text(layer.kind)) + "): ";
    if (layer.kind == LayerKind::dense && !in_range(layer.units)) {
      refuse(name + std::to_string(layer.units) + " units");
    }
    if (layer.kind == LayerKind::dropout && !(layer.rate >= 0.0 && layer.rate < 1.0)) {
      refuse(name + "rate " + melsift::to_text(layer.rate) + ", expected 0 or more and below 1");
    }
  }
}

std::string Architecture::text() const {
  std::string line = "input " + nn::to_text(input);
  for (const LayerSpec& layer : layers) {
    line += "; ";
    line += nn::to_text(layer.kind);
    if (layer.kind == LayerKind::dense) {
      line += ' ' + std::to_string(layer.units) + ' ';
      line += nn::to_text(layer.initializer);
    } else if (layer.kind == LayerKind::dropout) {
      line += ' ' + melsift::to_text(layer.rate);
    }
  }
  return line;
}

Architecture Architecture::parse(std::string_view text) {
  const std::vector<std::string> pieces = split_list(text, ';');
  if (pieces.empty()) throw Error(ErrorKind::corrupt, "architecture", "empty");
  Architecture architecture;
  architecture.input = parse_input(pieces.front());
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    architecture.layers.push_back(parse_layer(pieces[i]));
  }
  architecture.check();
  return architecture;
}

Architecture mlp(Index inputs, Index classes) {
  if (classes < 2) {
    throw Error(ErrorKind::invalid_argument, "classes",
                std::to_string(classes) + ", a classifier needs at least 2");
  }
  Architecture architecture;
  architecture.input = {1, 1, inputs};
  for (const Index units : {128, 64}) {
    architecture.layers.push_back(
        {.kind = LayerKind::dense, .units = units, .initializer = Initializer::he_normal});
    architecture.layers.push_back({.kind = LayerKind::relu});
  }
  const bool binary = classes == 2;
  architecture.layers.push_back({.kind = LayerKind::dense, .units = binary ? 1 : classes});
  architecture.layers.push_back({.kind = binary ? LayerKind::sigmoid : LayerKind::softmax});
  architecture.check();
  return architecture;
}

Loss natural_loss(const Architecture& architecture) {
  const bool sigmoid =
      !architecture.layers.empty() && architecture.layers.back().kind == LayerKind::sigmoid;
  return sigmoid ? Loss::binary_crossentropy : Loss::sparse_categorical_crossentropy;
}

}  // namespace melsift::nn
