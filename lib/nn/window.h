// A part of an image that may reach beyond its borders.
#pragma once

#include "nn/aligned_floats.h"
#include "nn/shape.h"

namespace melsift::nn {

// Rows and columns of an image for a convolution, with zeros around the image.
struct Window {
  Index top = 0;  // its first row in the image, < 0 if it begins above the image
  Index left = 0;
  Index height = 0;
  Index width = 0;

  Index size(Index channels) const { return height * width * channels; }
};

// Its values: row r begins at data + r * stride.
struct WindowValues {
  const float* data = nullptr;
  Index stride = 0;
};

// Refers to the image if the window is inside, otherwise copies it to `memory`, which has
// window.size(image.channels) values.
WindowValues view_window(const float* image, const Shape& shape, const Window& window,
                         float* memory);

}  // namespace melsift::nn
