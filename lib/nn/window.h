// A part of an image that may reach beyond its borders.
#pragma once

#include "nn/aligned_floats.h"
#include "nn/shape.h"

namespace melsift::nn {

// Rows and columns of an image as a convolution sees them, with zeros around.
struct Window {
  Index top = 0;  // of its first row in the image, < 0 where it begins above
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

// Looks into the image where the window is inside, else copies it to `memory`, which holds
// window.size(image.channels) values.
WindowValues view_window(const float* image, const Shape& shape, const Window& window,
                         float* memory);

}  // namespace melsift::nn
