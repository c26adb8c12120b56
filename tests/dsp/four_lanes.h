// The running median for registers of four floats, as SSE and NEON have them: what other machines
// run, checked on this one.
#pragma once

#include "dsp/median_block.h"

namespace melsift::test {

void medians_four_lanes(const dsp::MedianBlock& block);

}  // namespace melsift::test
