// The two filters of the synthesiser and the mixer.  States are double: they never get denormal
// within a track.  Inline, because they run once a sample.
#pragma once

#include <algorithm>

#include "rate.h"

namespace melsift::demo {

// Two-pole state-variable filter in its trapezoidal form (Zavalishin, The Art of VA Filter Design;
// Simper 2013): stable under modulation, low- and high-pass at once.
class StateVariable {
 public:
  // Cut-off 5 Hz .. 0.38 of the rate; resonance 0 (Butterworth) .. below 1.
  void set(double cutoff_hz, double resonance) {
    const double x = kPi * std::clamp(cutoff_hz / kSampleRate, 5.0 / kSampleRate, 0.38);
    // Pade's tan x, within 1 % up to 0.38 of the rate, and the same on every machine.
    const double g = x * (15.0 - x * x) / (15.0 - 6.0 * x * x);
    damping_ = kButterworth * (1.0 - resonance);
    a1_ = 1.0 / (1.0 + g * (g + damping_));
    a2_ = g * a1_;
    a3_ = g * a2_;
  }

  double low(double input) {
    step(input);
    return low_;
  }
  double high(double input) {
    step(input);
    return input - damping_ * band_ - low_;
  }

 private:
  static constexpr double kButterworth = 1.4142135623730951;

  void step(double input) {
    const double v3 = input - state2_;
    band_ = a1_ * state1_ + a2_ * v3;
    low_ = state2_ + a2_ * state1_ + a3_ * v3;
    state1_ = 2.0 * band_ - state1_;
    state2_ = 2.0 * low_ - state2_;
  }

  double damping_ = kButterworth, a1_ = 0.0, a2_ = 0.0, a3_ = 0.0;
  double state1_ = 0.0, state2_ = 0.0, band_ = 0.0, low_ = 0.0;
};

// y += a (x - y): 6 dB an octave above cutoff_hz.
class OnePole {
 public:
  explicit OnePole(double cutoff_hz) {
    const double x = 2.0 * kPi * cutoff_hz / kSampleRate;
    a_ = x / (1.0 + x);
  }
  double low(double input) { return state_ += a_ * (input - state_); }

 private:
  double a_ = 0.0;
  double state_ = 0.0;
};

}  // namespace melsift::demo
