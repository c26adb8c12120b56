// Compiled for AVX-512 if the build is for x86-64 (lib/CMakeLists.txt).
#include "nn/tile_transform_kernel.h"

namespace melsift::nn {

const TileTransforms& tile_transforms_avx512(Index taps) {
  return transforms_of(taps);
}

}  // namespace melsift::nn
