#include "dsp/decibel.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>

namespace melsift::dsp {
namespace {

// 10 log10(x) for normal x > 0, off by less than a unit in the last place.  x = 2^e m with m in
// [sqrt(1/2), sqrt(2)); the decibels of 2^e are summed in two parts, of which the first is exact,
// so that -100 dB is -100 and not -100.00002 (which a mean over 128 bands would keep).  ln(m) is
// the minimax polynomial of Cephes' logf (Moshier 1989).  It has no branches, so that compilers
// vectorise its loop.
inline float decibels(float x) {
  constexpr float kExact = 3.0078125F;              // the first bits of 10 log10(2) ...
  constexpr float kRest = 0.002487456639811952F;    // ... and the rest
  constexpr float kPerNeper = 4.342944819032518F;   // 10 / ln(10)
  constexpr std::uint32_t kRootHalf = 0x3F3504F3U;  // sqrt(1/2)
  const std::uint32_t offset = std::bit_cast<std::uint32_t>(x) - kRootHalf;
  const auto e = static_cast<float>(static_cast<std::int32_t>(offset) >> 23);
  const float f = std::bit_cast<float>((offset & 0x007FFFFFU) + kRootHalf) - 1.0F;
  float p = 7.0376836292e-2F;
  p = p * f - 1.1514610310e-1F;
  p = p * f + 1.1676998740e-1F;
  p = p * f - 1.2420140846e-1F;
  p = p * f + 1.4249322787e-1F;
  p = p * f - 1.6668057665e-1F;
  p = p * f + 2.0000714765e-1F;
  p = p * f - 2.4999993993e-1F;
  p = p * f + 3.3333331174e-1F;
  const float ln_m = f + (f * f * f * p - 0.5F * f * f);
  return e * kExact + (e * kRest + ln_m * kPerNeper);
}

}  // namespace

float power_to_db(Eigen::Ref<Matrix> power, float ref, float amin) {
  const float reference = decibels(std::max(ref, amin));
  float loudest = -std::numeric_limits<float>::infinity();
  for (Eigen::Index t = 0; t < power.rows(); ++t) {
    float* row = power.row(t).data();
    for (Eigen::Index b = 0; b < power.cols(); ++b)
      row[b] = decibels(row[b] > amin ? row[b] : amin) - reference;
    loudest = std::max(loudest, power.row(t).maxCoeff());
  }
  return loudest;
}

}  // namespace melsift::dsp
