#include "effects.h"

#include <algorithm>
#include <cmath>
#include <deque>

#include "filter.h"
#include "oscillator.h"
#include "rate.h"

namespace melsift::demo {
namespace {

// The clipper 1.5 x - 0.5 x^3, flat beyond +-1, and its integral.
double clipped(double x) {
  return std::abs(x) >= 1.0 ? std::copysign(1.0, x) : 1.5 * x - 0.5 * x * x * x;
}
double clipped_integral(double x) {
  const double square = x * x;
  return square >= 1.0 ? std::abs(x) - 0.375 : 0.75 * square - 0.125 * square * square;
}

// A delay line with feedback through a one-pole low-pass: the comb of a room (Moorer 1979).
class Comb {
 public:
  Comb(std::size_t delay, double feedback, double damp_hz)
      : line_(delay), feedback_(feedback), damp_(damp_hz) {}
  double next(double input) {
    const double output = line_[at_];
    line_[at_] = input + feedback_ * damp_.low(output);
    if (++at_ == line_.size()) at_ = 0;
    return output;
  }

 private:
  std::vector<double> line_;
  double feedback_;
  OnePole damp_;
  std::size_t at_ = 0;
};

// Schroeder's all-pass: more echoes, no colour.
class AllPass {
 public:
  explicit AllPass(std::size_t delay) : line_(delay) {}
  double next(double input) {
    const double delayed = line_[at_];
    const double stored = input + 0.5 * delayed;
    line_[at_] = stored;
    if (++at_ == line_.size()) at_ = 0;
    return delayed - 0.5 * stored;
  }

 private:
  std::vector<double> line_;
  std::size_t at_ = 0;
};

}  // namespace

void overdrive(std::span<float> signal, double drive) {
  const double before = level(signal);
  if (before == 0.0) return;
  const double scale =
      drive * 0.25 / before;  // a mean level of -12 dB meets the clipper at drive 1
  double last = 0.0, last_integral = 0.0;
  for (float& value : signal) {
    const double x = scale * value;
    const double integral = clipped_integral(x);
    const double step = x - last;
    value = static_cast<float>(std::abs(step) > 1e-4 ? (integral - last_integral) / step
                                                     : clipped(0.5 * (x + last)));
    last = x;
    last_integral = integral;
  }
}

void band(std::span<float> signal, double low_cut_hz, double high_cut_hz) {
  StateVariable low_cut, high_cut;
  low_cut.set(low_cut_hz, 0.0);
  high_cut.set(high_cut_hz, 0.0);
  if (low_cut_hz > 0.0)
    for (float& value : signal) value = static_cast<float>(low_cut.high(value));
  if (high_cut_hz > 0.0)
    for (float& value : signal) value = static_cast<float>(high_cut.low(value));
}

void tremolo(std::span<float> signal, double depth, double rate_hz) {
  for (std::size_t i = 0; i < signal.size(); ++i) {
    const double turn = sine(rate_hz * static_cast<double>(i) / kSampleRate);
    signal[i] *= static_cast<float>(1.0 - depth * (0.5 + 0.5 * turn));
  }
}

void pump(std::span<float> signal, double depth, double beat_s) {
  constexpr double kDip = 0.01;  // seconds down, or it would click
  for (std::size_t i = 0; i < signal.size(); ++i) {
    const double beats = static_cast<double>(i) / kSampleRate / beat_s;
    const double within = beats - std::floor(beats);
    const double dip = kDip / beat_s;
    const double up = within < dip ? 1.0 - within / dip : std::min(1.0, (within - dip) / 0.6);
    signal[i] *= static_cast<float>(1.0 - depth * (1.0 - up) * (1.0 - up));
  }
}

void echo(std::span<float> signal, double level, double delay_s) {
  std::vector<double> line(std::max<std::size_t>(1, samples(delay_s)));
  OnePole dull(2500.0);
  std::size_t at = 0;
  for (float& value : signal) {
    const double repeat = dull.low(line[at]);
    line[at] = level * value + 0.5 * repeat;
    if (++at == line.size()) at = 0;
    value += static_cast<float>(repeat);
  }
}

std::vector<float> reverberation(std::span<const float> signal, double decay_s) {
  // Delays in samples, mutually prime: 25 .. 37 ms for the combs, 5 .. 13 ms for the all-passes.
  std::vector<Comb> combs;
  for (const int delay : {557, 593, 641, 677, 709, 743, 787, 811}) {
    const double turn = decay_factor(decay_s / delay);
    combs.emplace_back(static_cast<std::size_t>(delay), turn, 4500.0);
  }
  std::vector<AllPass> spread;
  for (const int delay : {277, 223, 173, 113}) spread.emplace_back(static_cast<std::size_t>(delay));
  std::vector<float> wet(signal.size());
  for (std::size_t i = 0; i < signal.size(); ++i) {
    double value = 0.0;
    for (Comb& comb : combs) value += comb.next(signal[i]);
    value *= 0.2;
    for (AllPass& each : spread) value = each.next(value);
    wet[i] = static_cast<float>(value);
  }
  return wet;
}

void limit(std::span<float> signal, double threshold) {
  const std::size_t window = samples(0.005);
  const std::size_t size = signal.size();
  const auto wanted = [&](std::size_t i) {
    const double height = std::abs(signal[std::min(i, size - 1)]);
    return height > threshold ? threshold / height : 1.0;
  };
  // The smallest gain wanted in [i, i + window], by a queue of candidates, then its mean over the
  // window before i: at a peak all of that window already has the peak's gain or less.
  std::deque<std::pair<std::size_t, double>> candidates;
  std::vector<double> lowest(size);
  for (std::size_t i = 0; i < size + window; ++i) {
    const double gain = wanted(i);
    while (!candidates.empty() && candidates.back().second >= gain) candidates.pop_back();
    candidates.emplace_back(i, gain);
    if (i < window) continue;
    if (candidates.front().first + window < i) candidates.pop_front();
    lowest[i - window] = candidates.front().second;
  }
  double sum = static_cast<double>(window) * (size == 0 ? 1.0 : lowest[0]);
  for (std::size_t i = 0; i < size; ++i) {
    sum += lowest[i] - lowest[i < window ? 0 : i - window];
    signal[i] *= static_cast<float>(sum / static_cast<double>(window));
  }
}

double level(std::span<const float> signal) {
  const std::size_t block = samples(0.05);
  std::vector<double> powers;
  for (std::size_t i = 0; i < signal.size(); i += block) {
    const double mean = rms(signal.subspan(i, std::min(block, signal.size() - i)));
    powers.push_back(mean * mean);
  }
  const double gate = powers.empty() ? 0.0 : 0.01 * *std::ranges::max_element(powers);
  double sum = 0.0;
  std::size_t count = 0;
  for (const double power : powers) {
    if (power < gate || power == 0.0) continue;
    sum += power;
    ++count;
  }
  return count == 0 ? 0.0 : std::sqrt(sum / static_cast<double>(count));
}

double rms(std::span<const float> signal) {
  double sum = 0.0;
  for (const float value : signal) sum += static_cast<double>(value) * value;
  return signal.empty() ? 0.0 : std::sqrt(sum / static_cast<double>(signal.size()));
}

double peak(std::span<const float> signal) {
  double highest = 0.0;
  for (const float value : signal)
    highest = std::max(highest, std::abs(static_cast<double>(value)));
  return highest;
}

}  // namespace melsift::demo
