#include "nn/window.h"

#include <algorithm>

namespace melsift::nn {

WindowValues view_window(const float* image, const Shape& shape, const Window& window,
                         float* memory) {
  const Index channels = shape.channels;
  if (window.top >= 0 && window.left >= 0 && window.top + window.height <= shape.height &&
      window.left + window.width <= shape.width) {
    return {image + (window.top * shape.width + window.left) * channels, shape.width * channels};
  }
  const Index stride = window.width * channels;
  const Index first = std::clamp<Index>(-window.left, 0, window.width);
  const Index last = std::clamp<Index>(shape.width - window.left, first, window.width);
  for (Index r = 0; r < window.height; ++r) {
    float* row = memory + r * stride;
    const Index from = window.top + r;
    if (from < 0 || from >= shape.height) {
      std::fill_n(row, stride, 0.0F);
      continue;
    }
    std::fill_n(row, first * channels, 0.0F);
    std::copy_n(image + (from * shape.width + window.left + first) * channels,
                (last - first) * channels, row + first * channels);
    std::fill(row + last * channels, row + stride, 0.0F);
  }
  return {memory, stride};
}

}  // namespace melsift::nn
