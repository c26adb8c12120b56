// The sample rate of the demo music, and the functions that turn seconds, pitches and decays into
// it.  Results of libm are rounded to float here, so that their last bits, which differ between
// machines, never reach a sample.  Other files of the demo call only floor and sqrt, which are
// exact everywhere.
#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>

namespace melsift::demo {

inline constexpr int kSampleRate = 22050;  // Hz, GTZAN's
inline constexpr double kPi = std::numbers::pi;

inline std::size_t samples(double seconds) {
  return seconds <= 0.0 ? 0 : static_cast<std::size_t>(seconds * kSampleRate + 0.5);
}

// Hz of a MIDI pitch in equal temperament, fractions allowed.
inline double frequency(double pitch) {
  return static_cast<float>(440.0 * std::exp2((pitch - 69.0) / 12.0));
}

// The factor a sample of a decay that takes `seconds` to fall by 60 dB.
inline double decay_factor(double seconds) {
  return static_cast<float>(std::exp(std::log(1e-3) / (seconds * kSampleRate)));
}

inline double linear(double decibels) {
  return static_cast<float>(std::exp2(decibels / 6.020599913279624));
}

}  // namespace melsift::demo
