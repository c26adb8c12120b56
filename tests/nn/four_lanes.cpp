#define MELSIFT_LANES 4

#include "nn/four_lanes.h"

#include "nn/panel_kernel.h"
#include "nn/tile_transform_kernel.h"

namespace melsift::test {

void multiply_four_lanes(const nn::PanelBlock& block) {
  nn::multiply_block(block);
}

const nn::TileTransforms& tile_transforms_four_lanes(nn::Index taps) {
  return nn::transforms_of(taps);
}

}  // namespace melsift::test
