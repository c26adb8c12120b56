// The layers of a network, as a value: it can be compared, and read and written as a line of text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nn/initializer.h"
#include "nn/loss.h"
#include "nn/shape.h"

namespace melsift::nn {

enum class LayerKind {
  dense,
  conv2d,
  batch_normalization,
  average_pooling2d,
  max_pooling2d,
  global_average_pooling2d,
  global_max_pooling2d,
  global_average_max_pooling2d,  // both: the means of the channels, then the maxima
  flatten,
  relu,
  sigmoid,
  softmax,
  dropout,
};

// Keras' class name in lower case, "batch_normalization".
std::string_view to_text(LayerKind kind);
std::optional<LayerKind> parse_layer_kind(std::string_view text);

// A layer; fields that its kind does not use keep their defaults.
struct LayerSpec {
  LayerKind kind = LayerKind::dense;
  Index units = 0;                                        // dense: outputs; conv2d: filters
  Initializer initializer = Initializer::glorot_uniform;  // dense, conv2d: of the kernel
  double rate = 0.0;    // dropout: fraction set to zero, 0 <= rate < 1
  Extent window = {};   // conv2d: the kernel's size; average_ and max_pooling2d: the pool's
  Extent strides = {};  // conv2d; pools move by their own size
  Padding padding = Padding::valid;  // conv2d; pools ignore values that no whole window covers
  double momentum = 0.99;            // batch_normalization: of the moving statistics, 0 .. below 1

  bool operator==(const LayerSpec&) const = default;
};

struct Architecture {
  Shape input;
  std::vector<LayerSpec> layers;

  bool operator==(const Architecture&) const = default;

  // Throws Error invalid_argument with the number of the layer (from 1) if a size or rate is out of
  // range, if a window does not fit its input, and if the network has no layers.
  void check() const;

  // The output shape of each layer.  Throws what check() throws.
  std::vector<Shape> shapes() const;

  // The canonical line, such as "input 128x128x1; conv2d 32 3x3 stride 2x2 same he_normal;
  // batch_normalization; relu; max_pooling2d 2x2; flatten; dropout 0.25; dense 10 glorot_uniform;
  // softmax".  The input is one number, or height x width x channels.  "stride 1x1", padding
  // "valid" and "momentum 0.99" of a batch normalization are omitted.
  std::string text() const;
  // Reads the result of text(); initializers may be omitted.  Throws Error corrupt, naming the part
  // that can't be read, or what check() throws.
  static Architecture parse(std::string_view text);
};

// The loss that matches the last layer: binary after a single sigmoid, otherwise categorical.
Loss natural_loss(const Architecture& architecture);

}  // namespace melsift::nn
