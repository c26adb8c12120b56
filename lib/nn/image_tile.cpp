#include "nn/image_tile.h"

#include <algorithm>

namespace melsift::nn {

namespace {

// Calls body(offset in the image, number in the tile) for the tile's pixels, with an offset < 0 for
// those outside.
void for_each_pixel(const Shape& shape, const TilePlace& place, auto&& body) {
  for (Index r = 0; r < place.size; ++r) {
    const Index row = place.top + r * place.step.height;
    for (Index c = 0; c < place.size; ++c) {
      const Index column = place.left + c * place.step.width;
      const bool inside = row >= 0 && row < shape.height && column >= 0 && column < shape.width;
      body(inside ? (row * shape.width + column) * shape.channels : -1, r * place.size + c);
    }
  }
}

}  // namespace

bool TilePlace::inside(const Shape& image) const {
  return top >= 0 && left >= 0 && top + (size - 1) * step.height < image.height &&
         left + (size - 1) * step.width < image.width;
}

ConstTile tile_of(const float* image, const Shape& shape, const TilePlace& place, float* memory) {
  const Index channels = shape.channels;
  if (place.inside(shape)) {
    return {image + place.offset(shape), place.row_stride(shape), place.column_stride(shape)};
  }
  for_each_pixel(shape, place, [&](Index from, Index pixel) {
    float* to = memory + pixel * channels;
    if (from >= 0) {
      std::copy_n(image + from, channels, to);
    } else {
      std::fill_n(to, channels, 0.0F);
    }
  });
  return {memory, place.size * channels, channels};
}

void set_tile(float* image, const Shape& shape, const TilePlace& place, const float* values) {
  for_each_pixel(shape, place, [&](Index to, Index pixel) {
    if (to >= 0) std::copy_n(values + pixel * shape.channels, shape.channels, image + to);
  });
}

void add_tile(float* image, const Shape& shape, const TilePlace& place, const float* values) {
  for_each_pixel(shape, place, [&](Index to, Index pixel) {
    if (to < 0) return;
    const float* from = values + pixel * shape.channels;
    for (Index k = 0; k < shape.channels; ++k) image[to + k] += from[k];
  });
}

}  // namespace melsift::nn
