// Square parts of an image, which may reach beyond its borders or leave out rows and columns.
#pragma once

#include "nn/tile_transform.h"

namespace melsift::nn {

// Pixel (r, c) of the tile is (top + r * step.height, left + c * step.width) of the image.
struct TilePlace {
  Index top = 0;
  Index left = 0;
  Extent step = {1, 1};
  Index size = 0;  // rows, columns

  bool inside(const Shape& image) const;
  // The offset of its values in an image that contains it.
  Index offset(const Shape& image) const { return (top * image.width + left) * image.channels; }
  Index row_stride(const Shape& image) const { return step.height * image.width * image.channels; }
  Index column_stride(const Shape& image) const { return step.width * image.channels; }
};

// The tile of an image: in place if it is inside, otherwise copied to `memory`, one pixel after
// another, with zeros for pixels outside.
ConstTile tile_of(const float* image, const Shape& shape, const TilePlace& place, float* memory);

// Sets, or adds to, the pixels of a tile that are inside the image, from consecutive pixels.
void set_tile(float* image, const Shape& shape, const TilePlace& place, const float* values);
void add_tile(float* image, const Shape& shape, const TilePlace& place, const float* values);

}  // namespace melsift::nn
