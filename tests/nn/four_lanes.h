// The kernels of nn for registers of four floats, as in SSE and NEON: the code of other machines,
// tested on this one.
#pragma once

#include "nn/panel_product.h"
#include "nn/tile_transform.h"

namespace melsift::test {

void multiply_four_lanes(const nn::PanelBlock& block);
const nn::TileTransforms& tile_transforms_four_lanes(nn::Index taps);

}  // namespace melsift::test
