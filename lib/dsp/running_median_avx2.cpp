// Compiled for AVX2 if the build is for x86-64 (lib/CMakeLists.txt).
#include "dsp/running_median_kernel.h"

namespace melsift::dsp {

void medians_avx2(const MedianBlock& block) {
  medians_of(block);
}

}  // namespace melsift::dsp
