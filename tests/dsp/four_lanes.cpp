#define MELSIFT_LANES 4

#include "dsp/four_lanes.h"

#include "dsp/running_median_kernel.h"

namespace melsift::test {

void medians_four_lanes(const dsp::MedianBlock& block) {
  dsp::medians_of(block);
}

}  // namespace melsift::test
