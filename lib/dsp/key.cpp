#include "dsp/key.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>

namespace melsift::dsp {
namespace {

constexpr int kClasses = 12;
constexpr int kStepsPerSemitone = 10;
constexpr int kSteps = kClasses * kStepsPerSemitone;
constexpr double kLowestHz = 55.0, kHighestHz = 2000.0;
constexpr double kMiddleC = 261.6255653005986;  // Hz, at A440
// With it the mean confidence on 80 tracks of demo music of known keys, 0.74, is near the fraction
// of correct keys, 0.76.
constexpr double kTemperature = 0.07;

// Of a key on C, from C upwards.
constexpr PitchClasses kMajor = {6.6, 2.0, 3.5, 2.3, 4.6, 4.0, 2.5, 5.2, 2.4, 3.7, 2.3, 3.4};
constexpr PitchClasses kMinor = {6.5, 2.7, 3.5, 5.4, 2.6, 3.5, 2.5, 5.2, 4.0, 2.7, 4.3, 3.2};

// Of the profile on C, moved up to the tonic, and the pitch classes: Pearson's.
double correlation(const PitchClasses& profile, int tonic, const PitchClasses& classes) {
  const double mean_p = std::accumulate(profile.begin(), profile.end(), 0.0) / kClasses;
  const double mean_c = std::accumulate(classes.begin(), classes.end(), 0.0) / kClasses;
  double product = 0.0, squares_p = 0.0, squares_c = 0.0;
  for (int i = 0; i < kClasses; ++i) {
    const double p = profile[static_cast<std::size_t>(i)] - mean_p;
    const double c = classes[static_cast<std::size_t>((i + tonic) % kClasses)] - mean_c;
    product += p * c;
    squares_p += p * p;
    squares_c += c * c;
  }
  return squares_c > 0.0 ? product / std::sqrt(squares_p * squares_c) : 0.0;
}

// The standard deviation of the values, divided by their mean.
double variation(const PitchClasses& values) {
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / kClasses;
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / kClasses) / mean;
}

}  // namespace

PitchHistogram::PitchHistogram(double sample_rate, int n_fft)
    : bin_hz_(sample_rate / n_fft),
      // The first and the last bin have only one neighbour.
      first_bin_(std::max<Eigen::Index>(1, static_cast<Eigen::Index>(kLowestHz / bin_hz_))),
      end_bin_(std::min<Eigen::Index>(n_fft / 2, static_cast<Eigen::Index>(kHighestHz / bin_hz_))),
      strengths_(kSteps) {}

void PitchHistogram::add(const Eigen::Ref<const RowVector>& power) {
  constexpr float kFloor = 1e-5F;  // of the frame's largest power: 50 dB
  const auto range = power.segment(first_bin_, end_bin_ - first_bin_);
  const float least = kFloor * range.maxCoeff();
  if (!(least > 0.0F)) return;
  const float* s = power.data();
  for (Eigen::Index k = first_bin_; k < end_bin_; ++k) {
    if (!(s[k] > least && s[k] > s[k - 1] && s[k] >= s[k + 1] && s[k - 1] > 0 && s[k + 1] > 0))
      continue;
    const double left = std::log(static_cast<double>(s[k - 1])),
                 here = std::log(static_cast<double>(s[k])),
                 right = std::log(static_cast<double>(s[k + 1]));
    const double curvature = left - 2.0 * here + right;
    const double shift = curvature < 0.0 ? 0.5 * (left - right) / curvature : 0.0;
    const double semitones =
        kClasses * std::log2((static_cast<double>(k) + shift) * bin_hz_ / kMiddleC);
    double strength = std::sqrt(static_cast<double>(s[k]));
    constexpr double kDecay = 0.6;
    for (int partial = 1; partial <= 4; ++partial, strength *= kDecay) {
      const double note = semitones - kClasses * std::log2(static_cast<double>(partial));
      const auto step = static_cast<long>(std::floor(note * kStepsPerSemitone + 0.5)) % kSteps;
      strengths_[static_cast<std::size_t>((step + kSteps) % kSteps)] += strength;
    }
  }
}

double PitchHistogram::tuning() const {
  std::complex<double> sum = 0.0;
  for (int i = 0; i < kSteps; ++i)
    sum += std::polar(strengths_[static_cast<std::size_t>(i)],
                      2.0 * std::numbers::pi * i / kStepsPerSemitone);
  return std::arg(sum) / (2.0 * std::numbers::pi);
}

PitchClasses PitchHistogram::pitch_classes() const {
  const double tuned = tuning();
  PitchClasses classes{};
  for (int i = 0; i < kSteps; ++i) {
    const double semitone = static_cast<double>(i) / kStepsPerSemitone - tuned;
    const double nearest = std::round(semitone);
    // Full weight on the semitone, none half way to the next.
    const double weight = std::pow(std::cos(std::numbers::pi * (semitone - nearest)), 2);
    const int pitch = (static_cast<int>(nearest) + kClasses) % kClasses;
    classes[static_cast<std::size_t>(pitch)] += weight * strengths_[static_cast<std::size_t>(i)];
  }
  const double sum = std::accumulate(classes.begin(), classes.end(), 0.0);
  if (sum > 0.0)
    for (double& value : classes) value /= sum;
  return classes;
}

std::optional<KeyEstimate> estimate_key(const PitchClasses& classes) {
  const auto [least, most] = std::ranges::minmax(classes);
  if (!(most - least > 1e-9)) return std::nullopt;
  // A correlation does not show how much the pitch classes differ.  If they differ less than those
  // of a key's profile, as in a chromatic scale, the difference counts for less.
  const double evidence = std::min(1.0, variation(classes) / variation(kMajor));
  KeyEstimate best;
  double highest = -2.0, sum = 0.0;
  for (const bool minor : {false, true}) {
    for (int tonic = 0; tonic < kClasses; ++tonic) {
      const double score = evidence * correlation(minor ? kMinor : kMajor, tonic, classes);
      sum += std::exp(score / kTemperature);
      if (score <= highest) continue;
      highest = score;
      best.key = {tonic, minor};
    }
  }
  best.confidence = std::exp(highest / kTemperature) / sum;
  return best;
}

}  // namespace melsift::dsp
