// The transforms of minimal filtering (cook_toom.h) on tiles of an image, all channels at once.
#pragma once

#include "nn/shape.h"

namespace melsift::nn {

// A square of values for each of some channels: value (r, c) of channel k is
// data[r * row_stride + c * column_stride + k].
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

// What a transform's result is added to: nothing, `start` (a value a channel), or what is there.
struct TileSum {
  const float* start = nullptr;
  bool add = false;
};

// to = M from M' for each channel, where M is the transform's matrix.  `channels` is a multiple of
// kTileChannels.
constexpr Index kTileChannels = 16;
using TileTransform = void (*)(const ConstTile& from, const Tile& to, Index channels,
                               const TileSum& sum);

// Of a tile of 4 x 4 outputs.  The adjoints bring gradients the other way.
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

// What tile_transforms() chooses from: as multiply_portable() and multiply_avx512().
const TileTransforms& tile_transforms_portable(Index taps);
const TileTransforms& tile_transforms_avx512(Index taps);

}  // namespace melsift::nn
