#include "nn/tile_transform.h"

#include "nn/panel_product.h"
#include "nn/tile_transform_kernel.h"

namespace melsift::nn {

const TileTransforms& tile_transforms_portable(Index taps) {
  return transforms_of(taps);
}

const TileTransforms& tile_transforms(Index taps) {
  return has_avx512() ? tile_transforms_avx512(taps) : tile_transforms_portable(taps);
}

}  // namespace melsift::nn
