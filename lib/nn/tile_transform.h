// The transforms of minimal filtering (cook_toom.h) on tiles of an image, all channels at once.
#pragma once

#include "nn/shape.h"

namespace melsift::nn {

// A square of values for several channels: value (r, c) of channel k is data[r * row_stride + c *
// column_stride + k].
struct Tile {
  float* data = nullptr;
  Index row_stride = 0;
  Index column_stride = 0;
};
struct ConstTile {
  const float* data = nullptr;
  Index row_stride = 0;
  Index column_stride = 0;
};

// What the result of a transform is added to: nothing, `start` (one value per channel), or the
// present values.
struct TileSum {
  const float* start = nullptr;
  bool add = false;
};

// to = M from M' for each channel, with M the matrix of the transform.  `channels` is a multiple of
// kTileChannels.
constexpr Index kTileChannels = 16;
using TileTransform = void (*)(const ConstTile& from, const Tile& to, Index channels,
                               const TileSum& sum);

// Transforms of a tile of 4 x 4 outputs.  The adjoints transform gradients in the other direction.
struct TileTransforms {
  Index taps = 0;    // of a side of the kernel: 3 or 4
  Index points = 0;  // of a side of the transformed tile, and of the input's: taps + 3
  TileTransform input, input_adjoint;
  TileTransform kernel, kernel_adjoint;
  TileTransform output, output_adjoint;
};
constexpr Index kTileOutputs = 4;

// taps: 3 or 4.
const TileTransforms& tile_transforms(Index taps);

// The implementations of tile_transforms(), like multiply_portable() and multiply_avx512().
const TileTransforms& tile_transforms_portable(Index taps);
const TileTransforms& tile_transforms_avx512(Index taps);

}  // namespace melsift::nn
