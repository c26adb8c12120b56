// The innermost loop of running_median().  Only running_median.cpp and running_median_avx2.cpp
// include it, which are compiled for different instruction sets.  Everything here has internal
// linkage and uses no library code, because the linker might take such code from the other file.
#pragma once

#include <cstddef>
#include <cstring>

#include "dsp/median_block.h"

namespace melsift::dsp {
namespace {

#if defined(MELSIFT_LANES)  // tests compile the width of other machines, too
constexpr std::ptrdiff_t kLanes = MELSIFT_LANES;
#elif defined(__AVX__)
constexpr std::ptrdiff_t kLanes = 8;  // floats of a register
#else
constexpr std::ptrdiff_t kLanes = 4;
#endif
// The compilers' own vectors (gcc, clang): Eigen 3.4 has no vectorised choice between two values.
using Lanes [[gnu::vector_size(kLanes * sizeof(float))]] = float;

inline Lanes smaller(const Lanes& a, const Lanes& b) {
  return a < b ? a : b;
}
inline Lanes larger(const Lanes& a, const Lanes& b) {
  return a > b ? a : b;
}

// The last kMedianSize values of each of some columns, in ascending order.
class SortedWindow {
 public:
  void fill(const Lanes (&values)[kMedianSize]) {
    std::memcpy(sorted_, values, sizeof sorted_);
    // Odd-even transposition sort of all columns at once; windows rarely begin.
    for (int pass = 0; pass < kMedianSize; ++pass) {
      for (int i = pass % 2; i + 1 < kMedianSize; i += 2) {
        const Lanes low = smaller(sorted_[i], sorted_[i + 1]);
        sorted_[i + 1] = larger(sorted_[i], sorted_[i + 1]);
        sorted_[i] = low;
      }
    }
  }

  // Replaces one `old`, which must exist, by `fresh`.  Without the old value, element i is
  // sorted[i] if that is smaller than `old`, otherwise sorted[i + 1].  To insert the fresh value,
  // element i becomes the median of its lower neighbour, itself and the fresh value.
  void replace(const Lanes& old, const Lanes& fresh) {
    Lanes below = Lanes{} - __builtin_inff();
    for (int i = 0; i + 1 < kMedianSize; ++i) {
      const Lanes current = sorted_[i] < old ? sorted_[i] : sorted_[i + 1];
      sorted_[i] = larger(below, smaller(current, fresh));
      below = current;
    }
    sorted_[kMedianSize - 1] = larger(below, fresh);
  }

  const Lanes& median() const { return sorted_[kMedianSize / 2]; }

 private:
  Lanes sorted_[kMedianSize];
};

inline Lanes load_lanes(const float* values, std::ptrdiff_t count) {
  Lanes lanes{};
  if (count == kLanes) {
    std::memcpy(&lanes, values, sizeof lanes);  // constant size: one instruction
  } else {
    std::memcpy(&lanes, values, static_cast<std::size_t>(count) * sizeof(float));
  }
  return lanes;
}

inline void store_lanes(const Lanes& lanes, float* values, std::ptrdiff_t count) {
  if (count == kLanes) {
    std::memcpy(values, &lanes, sizeof lanes);
  } else {
    std::memcpy(values, &lanes, static_cast<std::size_t>(count) * sizeof(float));
  }
}

inline void medians_of(const MedianBlock& block) {
  for (std::ptrdiff_t column = 0; column < block.columns; column += kLanes) {
    // The last columns are computed together with some earlier ones, which are computed twice.
    const std::ptrdiff_t last = block.columns > kLanes ? block.columns - kLanes : 0;
    const std::ptrdiff_t c = column < last ? column : last;
    const std::ptrdiff_t lanes = block.columns < kLanes ? block.columns : kLanes;
    Lanes values[kMedianSize];
    for (int i = 0; i < kMedianSize; ++i) values[i] = load_lanes(block.in[i] + c, lanes);
    SortedWindow window;
    window.fill(values);
    for (std::ptrdiff_t t = 0; t < block.rows; ++t) {
      if (t > 0)
        window.replace(load_lanes(block.in[t - 1] + c, lanes),
                       load_lanes(block.in[t + kMedianSize - 1] + c, lanes));
      store_lanes(window.median(), block.out + t * block.out_stride + c, lanes);
    }
  }
}

}  // namespace
}  // namespace melsift::dsp
