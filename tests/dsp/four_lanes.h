// The running median for registers of four floats, as in SSE and NEON: the code of other machines,
// tested on this one.
#pragma once

#include "dsp/median_block.h"

namespace melsift::test {

void medians_four_lanes(const dsp::MedianBlock& block);

}  // namespace melsift::test
