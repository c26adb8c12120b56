// What a network is made of, as a value: comparable, and readable and writable as a line of text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nn/initializer.h"
#include "nn/loss.h"
#include "nn/shape.h"

namespace melsift::nn {

enum class LayerKind { dense, relu, sigmoid, softmax, dropout };

// Keras' class name in lower case, "dense".
std::string_view to_text(LayerKind kind);

// A layer; fields that its kind has no use for keep their defaults.
struct LayerSpec {
  LayerKind kind = LayerKind::dense;
  Index units = 0;                                        // dense: outputs, positive
  Initializer initializer = Initializer::glorot_uniform;  // dense: of the kernel
  double rate = 0.0;                                      // dropout: share zeroed, 0 <= rate < 1

  bool operator==(const LayerSpec&) const = default;
};

struct Architecture {
  Shape input;
  std::vector<LayerSpec> layers;

  bool operator==(const Architecture&) const = default;

  // Throws Error invalid_argument, naming the layer by its number (from 1), for sizes and rates out
  // of range and for a network without layers.
  void check() const;

  // The canonical line, such as
  // "input 57; dense 128 he_normal; relu; dropout 0.25; dense 10 glorot_uniform; softmax".
  // The input is one number, or height x width x channels as "128x128x1".
  std::string text() const;
  // Reads text() back; a dense layer's initializer may be left out.  Throws Error corrupt, naming
  // the piece that can't be read, or what check() throws.
  static Architecture parse(std::string_view text);
};

// The preset "mlp": dense layers of 128 and 64 relu units, then a softmax over the classes; for two
// classes a single sigmoid, the probability of the second.  inputs >= 1, classes >= 2.
Architecture mlp(Index inputs, Index classes);

// The loss that goes with the last layer: binary after a single sigmoid, else categorical.
Loss natural_loss(const Architecture& architecture);

}  // namespace melsift::nn
