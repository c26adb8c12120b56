// The part of running_median() that is compiled for several instruction sets.  It includes no
// headers with code, see nn/lanes.h.
#pragma once

#include <cstddef>

namespace melsift::dsp {

inline constexpr int kMedianSize = 31;

// Medians of complete windows: in[t] .. in[t + kMedianSize - 1] are the rows of window t.
struct MedianBlock {
  const float* const* in;  // rows + kMedianSize - 1 of them
  std::ptrdiff_t columns;
  std::ptrdiff_t rows;
  float* out;
  std::ptrdiff_t out_stride;  // floats from row to row
};

// The implementations that running_median() chooses from.  They give the same values, with the
// build's instructions or with AVX2, which the baseline of x86-64 lacks.  With AVX2 the features
// gtzan57 take a sixth of the time.  Call the latter only if the processor has AVX2.
void medians_portable(const MedianBlock& block);
void medians_avx2(const MedianBlock& block);

}  // namespace melsift::dsp
