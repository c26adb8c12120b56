// Oscillators and envelopes, the moving parts of the synthesiser.  Inline: they run once a sample.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

#include "patch.h"
#include "rate.h"

namespace melsift::demo {

// Sine of a phase in cycles, from a table with linear interpolation (error below 2e-7).
inline double sine(double cycles) {
  constexpr std::size_t kSize = 4096;
  static const std::array<float, kSize + 1> table = [] {
    std::array<float, kSize + 1> t{};
    for (std::size_t i = 0; i <= kSize; ++i)
      t[i] = static_cast<float>(std::sin(2.0 * kPi * static_cast<double>(i) / kSize));
    return t;
  }();
  const double position = (cycles - std::floor(cycles)) * kSize;
  const auto index = static_cast<std::size_t>(position);
  const double low = table[index];
  return low + (position - static_cast<double>(index)) * (table[index + 1] - low);
}

// What to add around a step of height -2 at phase 0 so that it hardly aliases: the two-sample
// polynomial residual (PolyBLEP; Valimaki & Huovilainen 2007).  `step` is the phase per sample.
inline double step_residual(double phase, double step) {
  if (phase < step) {
    const double t = phase / step;
    return t + t - t * t - 1.0;
  }
  if (phase > 1.0 - step) {
    const double t = (phase - 1.0) / step;
    return t * t + t + t + 1.0;
  }
  return 0.0;
}

class Oscillator {
 public:
  Oscillator(Wave wave, double pulse_width, double phase)
      : wave_(wave), width_(pulse_width), phase_(phase) {}

  // The next sample, `step` cycles on.
  double next(double step) {
    phase_ += step;
    if (phase_ >= 1.0) phase_ -= 1.0;
    switch (wave_) {
      case Wave::sine:
        return sine(phase_);
      case Wave::saw:
        return saw(phase_, step);
      case Wave::pulse:  // the difference of two saws, its mean taken off
        return 0.5 * (saw(phase_, step) - saw(wrapped(phase_ + width_), step)) - 0.5 + width_;
      case Wave::drawbars:  // an organ's 8', 4', 2 2/3' and 2'
        return 0.5 * sine(phase_) + 0.3 * sine(2.0 * phase_) + 0.2 * sine(3.0 * phase_) +
               0.12 * sine(4.0 * phase_);
    }
    return 0.0;
  }

 private:
  static double wrapped(double phase) { return phase >= 1.0 ? phase - 1.0 : phase; }
  static double saw(double phase, double step) {
    return 2.0 * phase - 1.0 - step_residual(phase, step);
  }

  Wave wave_;
  double width_;
  double phase_;
};

class EnvelopeRun {
 public:
  EnvelopeRun(const Envelope& envelope, double held_s)
      : attack_(1.0 / (1.0 + static_cast<double>(samples(envelope.attack_s)))),
        decay_(decay_factor(envelope.decay_s)),
        release_(decay_factor(envelope.release_s)),
        sustain_(envelope.sustain),
        held_(samples(held_s)) {}

  double next() {
    if (at_++ >= held_) return level_ *= release_;
    if (attacking_) {
      level_ += attack_;
      if (level_ >= 1.0) {
        level_ = 1.0;
        attacking_ = false;
      }
    } else {
      level_ = sustain_ + (level_ - sustain_) * decay_;
    }
    return level_;
  }

  // Died away: released, or decayed to nothing, below -72 dB.
  bool done() const {
    return level_ < kSilence && (at_ > held_ || (!attacking_ && sustain_ < kSilence));
  }

 private:
  static constexpr double kSilence = 2.5e-4;

  double attack_, decay_, release_, sustain_;
  std::size_t held_;
  std::size_t at_ = 0;
  double level_ = 0.0;
  bool attacking_ = true;
};

}  // namespace melsift::demo
