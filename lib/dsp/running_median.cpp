#include "dsp/running_median.h"

#include <vector>

#include "dsp/running_median_kernel.h"

namespace melsift::dsp {
namespace {

// ... c b a | a b c ... x y z | z y x ...
std::int64_t mirrored(std::int64_t at, std::int64_t count) {
  const std::int64_t period = 2 * count;
  at = ((at % period) + period) % period;
  return at < count ? at : period - 1 - at;
}

bool has_avx2() {
#if defined(__x86_64__)
  static const bool has = __builtin_cpu_supports("avx2");
  return has;
#else
  return false;
#endif
}

}  // namespace

void medians_portable(const MedianBlock& block) {
  medians_of(block);
}

void running_median(const Eigen::Ref<const Matrix>& in, std::int64_t first, std::int64_t rows,
                    std::int64_t begin, Eigen::Ref<Matrix> out) {
  std::vector<const float*> windows;
  constexpr int kHalf = kMedianSize / 2;
  for (std::int64_t at = begin - kHalf; at < begin + out.rows() + kHalf; ++at)
    windows.push_back(in.row(static_cast<Eigen::Index>(mirrored(at, rows) - first)).data());
  const MedianBlock block{.in = windows.data(),
                          .columns = in.cols(),
                          .rows = out.rows(),
                          .out = out.data(),
                          .out_stride = out.outerStride()};
  if (has_avx2())
    medians_avx2(block);
  else
    medians_portable(block);
}

}  // namespace melsift::dsp
