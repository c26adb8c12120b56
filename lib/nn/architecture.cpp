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
    std::pair{LayerKind::conv2d, std::string_view("conv2d")},
    std::pair{LayerKind::batch_normalization, std::string_view("batch_normalization")},
    std::pair{LayerKind::average_pooling2d, std::string_view("average_pooling2d")},
    std::pair{LayerKind::max_pooling2d, std::string_view("max_pooling2d")},
    std::pair{LayerKind::global_average_pooling2d, std::string_view("global_average_pooling2d")},
    std::pair{LayerKind::global_max_pooling2d, std::string_view("global_max_pooling2d")},
    std::pair{LayerKind::global_average_max_pooling2d,
              std::string_view("global_average_max_pooling2d")},
    std::pair{LayerKind::flatten, std::string_view("flatten")},
    std::pair{LayerKind::relu, std::string_view("relu")},
    std::pair{LayerKind::sigmoid, std::string_view("sigmoid")},
    std::pair{LayerKind::softmax, std::string_view("softmax")},
    std::pair{LayerKind::dropout, std::string_view("dropout")},
};

// These limits keep products of sizes far from overflow, and exceed any memory.
constexpr long long kLargestExtent = 1 << 24;
constexpr double kLargestTensor = 0x1.0p40;  // values

bool has_units(LayerKind kind) {
  return kind == LayerKind::dense || kind == LayerKind::conv2d;
}

bool has_window(LayerKind kind) {
  return kind == LayerKind::conv2d || kind == LayerKind::average_pooling2d ||
         kind == LayerKind::max_pooling2d;
}

[[noreturn]] void refuse_piece(const std::string& piece, const std::string& detail) {
  throw Error(ErrorKind::corrupt, "architecture", "'" + piece + "': " + detail);
}

[[noreturn]] void refuse(const std::string& detail) {
  throw Error(ErrorKind::invalid_argument, "architecture", detail);
}

// --- Reading

std::optional<Index> parse_extent(std::string_view text) {
  const auto value = parse_integer(text);
  if (!value || *value < 1 || *value > kLargestExtent) return std::nullopt;
  return static_cast<Index>(*value);
}

// "3x3"
std::optional<Extent> parse_plane(std::string_view text) {
  const std::vector<std::string> words = split_list(text, 'x');
  if (words.size() != 2) return std::nullopt;
  const auto height = parse_extent(words[0]);
  const auto width = parse_extent(words[1]);
  if (!height || !width) return std::nullopt;
  return Extent{*height, *width};
}

Shape parse_input(const std::string& piece) {
  const std::vector<std::string> words = split_list(piece, ' ');
  if (words.size() != 2 || words[0] != "input") refuse_piece(piece, "expected 'input SHAPE'");
  std::vector<Index> extents;
  for (const std::string& word : split_list(words[1], 'x')) {
    const auto extent = parse_extent(word);
    if (!extent) refuse_piece(piece, "'" + word + "' is not a size");
    extents.push_back(*extent);
  }
  if (extents.size() == 1) return {1, 1, extents[0]};
  if (extents.size() == 3) return {extents[0], extents[1], extents[2]};
  refuse_piece(piece, "expected one size, or three as 128x128x1");
}

// The words of a layer, read from left to right.
class Words {
 public:
  explicit Words(const std::string& piece) : piece_(piece), words_(split_list(piece, ' ')) {}

  bool at_end() const { return next_ == words_.size(); }
  const std::string& peek() const { return words_[next_]; }
  bool take_if(std::string_view word) {
    if (at_end() || peek() != word) return false;
    ++next_;
    return true;
  }
  // The next word as read by `parse`, otherwise an Error.
  template <class Parse>
  auto take(Parse&& parse, const std::string& complaint) {
    const auto value = at_end() ? decltype(parse(std::string_view())){} : parse(peek());
    if (!value) refuse_piece(piece_, complaint);
    ++next_;
    return *value;
  }

 private:
  const std::string& piece_;
  std::vector<std::string> words_;
  std::size_t next_ = 0;
};

LayerSpec parse_layer(const std::string& piece) {
  Words words(piece);
  LayerSpec layer;
  layer.kind = words.take(parse_layer_kind, "no such layer");
  if (has_units(layer.kind)) {
    layer.units =
        words.take(parse_extent, layer.kind == LayerKind::dense ? "expected the number of units"
                                                                : "expected the number of filters");
  }
  if (has_window(layer.kind)) layer.window = words.take(parse_plane, "expected a size such as 3x3");
  if (layer.kind == LayerKind::conv2d) {
    if (words.take_if("stride"))
      layer.strides = words.take(parse_plane, "expected strides such as 2x2");
    if (words.take_if("same")) layer.padding = Padding::same;
    words.take_if("valid");
  }
  if (has_units(layer.kind) && !words.at_end()) {
    layer.initializer = words.take(parse_initializer, "no initializer '" + words.peek() + "'");
  }
  if (layer.kind == LayerKind::dropout) layer.rate = words.take(parse_real, "expected the rate");
  if (layer.kind == LayerKind::batch_normalization && words.take_if("momentum")) {
    layer.momentum = words.take(parse_real, "expected the momentum");
  }
  if (!words.at_end()) refuse_piece(piece, "'" + words.peek() + "' is too much");
  return layer;
}

// --- Checking

bool in_range(Index extent) {
  return extent >= 1 && extent <= kLargestExtent;
}

bool in_range(const Extent& extent) {
  return in_range(extent.height) && in_range(extent.width);
}

std::string plane_text(const Extent& extent) {
  return std::to_string(extent.height) + 'x' + std::to_string(extent.width);
}

// The number of values of a tensor; approximate if it is too large.
double product(std::initializer_list<Index> extents) {
  double count = 1.0;
  for (const Index extent : extents) count *= static_cast<double>(extent);
  return count;
}

// The number of positions of a window along one side.
Index places(Index size, Index window, Index stride, Padding padding) {
  return padding == Padding::same ? (size + stride - 1) / stride : (size - window) / stride + 1;
}

// The layer's output; `name` is the culprit.
Shape output_of(const LayerSpec& layer, const Shape& input, const std::string& name) {
  if (has_units(layer.kind) && !in_range(layer.units)) {
    refuse(name + std::to_string(layer.units) +
           (layer.kind == LayerKind::dense ? " units" : " filters"));
  }
  if (layer.kind == LayerKind::dropout && !(layer.rate >= 0.0 && layer.rate < 1.0)) {
    refuse(name + "rate " + melsift::to_text(layer.rate) + ", expected 0 or more and below 1");
  }
  if (!(layer.momentum >= 0.0 && layer.momentum < 1.0)) {
    refuse(name + "momentum " + melsift::to_text(layer.momentum) +
           ", expected 0 or more and below 1");
  }
  if (has_window(layer.kind)) {
    if (!in_range(layer.window) || !in_range(layer.strides)) {
      refuse(name + "a window of " + plane_text(layer.window) + " in steps of " +
             plane_text(layer.strides));
    }
    if (layer.padding == Padding::valid &&
        (layer.window.height > input.height || layer.window.width > input.width)) {
      refuse(name + "a window of " + plane_text(layer.window) + " on an input of " +
             nn::to_text(input));
    }
  }
  switch (layer.kind) {
    case LayerKind::dense:
      if (product({input.size(), layer.units}) > kLargestTensor) refuse(name + "too large");
      return {1, 1, layer.units};
    case LayerKind::conv2d:
      if (product({layer.window.height, layer.window.width, input.channels, layer.units}) >
          kLargestTensor) {
        refuse(name + "too large");
      }
      return {places(input.height, layer.window.height, layer.strides.height, layer.padding),
              places(input.width, layer.window.width, layer.strides.width, layer.padding),
              layer.units};
    case LayerKind::average_pooling2d:
    case LayerKind::max_pooling2d:
      return {input.height / layer.window.height, input.width / layer.window.width, input.channels};
    case LayerKind::global_average_pooling2d:
    case LayerKind::global_max_pooling2d:
      return {1, 1, input.channels};
    case LayerKind::global_average_max_pooling2d:
      return {1, 1, 2 * input.channels};
    case LayerKind::flatten:
      return {1, 1, input.size()};
    case LayerKind::batch_normalization:
    case LayerKind::relu:
    case LayerKind::sigmoid:
    case LayerKind::softmax:
    case LayerKind::dropout:
      return input;
  }
  refuse(name + "of unknown kind");
}

}  // namespace

std::string_view to_text(LayerKind kind) {
  return std::find_if(kKinds.begin(), kKinds.end(),
                      [&](const auto& entry) { return entry.first == kind; })
      ->second;
}

std::optional<LayerKind> parse_layer_kind(std::string_view text) {
  for (const auto& [kind, name] : kKinds) {
    if (name == text) return kind;
  }
  return std::nullopt;
}

std::vector<Shape> Architecture::shapes() const {
  if (!in_range(input.height) || !in_range(input.width) || !in_range(input.channels) ||
      product({input.height, input.width, input.channels}) > kLargestTensor) {
    refuse("an input of " + nn::to_text(input));
  }
  if (layers.empty()) refuse("no layers");
  std::vector<Shape> shapes;
  Shape shape = input;
  for (const LayerSpec& layer : layers) {
    const std::string name = "layer " + std::to_string(shapes.size() + 1) + " (" +
                             std::string(nn::to_text(layer.kind)) + "): ";
    shape = output_of(layer, shape, name);
    if (product({shape.height, shape.width, shape.channels}) > kLargestTensor) {
      refuse(name + "an output of " + nn::to_text(shape));
    }
    shapes.push_back(shape);
  }
  return shapes;
}

void Architecture::check() const {
  shapes();
}

std::string Architecture::text() const {
  std::string line = "input " + nn::to_text(input);
  for (const LayerSpec& layer : layers) {
    line += "; ";
    line += nn::to_text(layer.kind);
    if (has_units(layer.kind)) line += ' ' + std::to_string(layer.units);
    if (has_window(layer.kind)) line += ' ' + plane_text(layer.window);
    if (layer.strides != Extent{}) line += " stride " + plane_text(layer.strides);
    if (layer.padding == Padding::same) line += " same";
    if (has_units(layer.kind)) line.append(" ").append(nn::to_text(layer.initializer));
    if (layer.kind == LayerKind::dropout) line += ' ' + melsift::to_text(layer.rate);
    if (layer.momentum != LayerSpec().momentum) {
      line += " momentum " + melsift::to_text(layer.momentum);
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

Loss natural_loss(const Architecture& architecture) {
  const bool sigmoid =
      !architecture.layers.empty() && architecture.layers.back().kind == LayerKind::sigmoid;
  return sigmoid ? Loss::binary_crossentropy : Loss::sparse_categorical_crossentropy;
}

}  // namespace melsift::nn
