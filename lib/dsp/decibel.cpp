#include "dsp/decibel.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace melsift::dsp {

float power_to_db(Eigen::Ref<Matrix> power, float ref, float amin) {
  // 10 / ln 10 * ln(x), in double: Eigen's vectorised logarithm costs a tenth of the transform, and
  // the result is the nearest float, where single precision would be off by 1.5e-5 dB at -100 dB.
  constexpr double kDecibelsPerNeper = 10.0 / std::numbers::ln10;
  const double reference = kDecibelsPerNeper * std::log(static_cast<double>(std::max(ref, amin)));
  power = ((power.array().max(amin).cast<double>().log() * kDecibelsPerNeper) - reference)
              .cast<float>();
  return power.maxCoeff();
}

}  // namespace melsift::dsp
