// The part of running_median() that is compiled for several instruction sets.  Includes nothing
// with code in it, as nn/lanes.h says.
#pragma once

#include <cstddef>

namespace melsift::dsp {

inline constexpr int kMedianSize = 31;

// Medians whose windows lie ready: in[t] .. in[t + kMedianSize - 1] are the rows of the t-th.
struct MedianBlock {
  const float* const* in;  // rows + kMedianSize - 1 of them
  std::ptrdiff_t columns;
  std::ptrdiff_t rows;
  float* out;
  std::ptrdiff_t out_stride;  // floats from row to row
};

// What running_median() chooses from: the same values, by the build's instructions and by AVX2's,
// which the baseline of x86-64 lacks: with them the features gtzan57 take a sixth of the time.  The
// latter may be called where the processor has AVX2 only.
void medians_portable(const MedianBlock& block);
void medians_avx2(const MedianBlock& block);

}  // namespace melsift::dsp
