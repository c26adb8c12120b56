// The shape of one sample's activation, and of windows over it.
#pragma once

#include <string>

#include <Eigen/Core>

#include "base/number.h"

namespace melsift::nn {

using Index = Eigen::Index;

// Height x width x channels, stored in that order (NHWC with the batch).  A plain vector of n
// features is 1 x 1 x n.
struct Shape {
  Index height = 1;
  Index width = 1;
  Index channels = 1;

  Index size() const { return height * width * channels; }
  bool is_vector() const { return height == 1 && width == 1; }
  bool operator==(const Shape&) const = default;
};

// A size in the plane: a kernel, a pooling window, strides.
struct Extent {
  Index height = 1;
  Index width = 1;

  Index size() const { return height * width; }
  bool operator==(const Extent&) const = default;
};

// How windows are placed at the border.  valid: it stays inside.  same: the input is extended by
// zeros, so that strides of 1 keep its size (Keras' "same": the output has ceil(size / stride), and
// the smaller half of an odd number of zeros comes first).
enum class Padding { valid, same };

// "57" for a vector, "128x128x1" otherwise.
inline std::string to_text(const Shape& shape) {
  std::string text;
  if (!shape.is_vector()) {
    append_number(text, static_cast<long long>(shape.height));
    text += 'x';
    append_number(text, static_cast<long long>(shape.width));
    text += 'x';
  }
  append_number(text, static_cast<long long>(shape.channels));
  return text;
}

}  // namespace melsift::nn
