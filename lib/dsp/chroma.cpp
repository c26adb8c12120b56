#include "dsp/chroma.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace melsift::dsp {
namespace {

constexpr int kClasses = 12;
constexpr double kConcertPitch = 440.0;  // Hz, the A above middle C

// Octaves above the A of 27.5 Hz, whose pitch is shifted by `tuning` semitones.
double octaves(double hz, double tuning) {
  return std::log2(hz / (kConcertPitch * std::exp2(tuning / kClasses) / 16.0));
}

// Python's and NumPy's %: the result has the divisor's sign.
double modulo(double x, double divisor) {
  return x - divisor * std::floor(x / divisor);
}

}  // namespace

TuningEstimator::TuningEstimator(double sample_rate, int n_fft) : bin_hz_(sample_rate / n_fft) {
  constexpr double kLowest = 150.0, kHighest = 4000.0;  // Hz: where partials are clear
  const double highest = std::min(kHighest, sample_rate / 2.0);
  // The first and the last bin have only one neighbour.
  first_bin_ = std::max<Eigen::Index>(1, static_cast<Eigen::Index>(std::ceil(kLowest / bin_hz_)));
  end_bin_ =
      std::min<Eigen::Index>(n_fft / 2, static_cast<Eigen::Index>(std::ceil(highest / bin_hz_)));
}

void TuningEstimator::add(const Eigen::Ref<const RowVector>& power) {
  constexpr float kThreshold = 0.1F;  // of the frame's largest value
  constexpr std::size_t kMaxPeaks = 1U << 22;
  if (frames_++ % every_ != 0) return;
  if (peaks_.size() > kMaxPeaks) every_ *= 2, peaks_.resize(peaks_.size() / 2);
  const float least = kThreshold * power.maxCoeff();
  const float* s = power.data();
  for (Eigen::Index k = first_bin_; k < end_bin_; ++k) {
    if (!(s[k] > least)) continue;
    // Neighbours below the threshold count as zero; they are smaller in any case.
    if (!(s[k] > s[k - 1] && s[k] >= s[k + 1])) continue;
    const float curvature = s[k + 1] + s[k - 1] - 2.0F * s[k];
    const float slope = (s[k + 1] - s[k - 1]) / 2.0F;
    const float shift = std::abs(slope) >= std::abs(curvature) ? 0.0F : -slope / curvature;
    peaks_.push_back({static_cast<float>((static_cast<double>(k) + shift) * bin_hz_),
                      s[k] + 0.5F * slope * shift});
  }
}

double TuningEstimator::tuning() const {
  if (peaks_.empty()) return 0.0;
  std::vector<float> strengths;
  for (const Peak& peak : peaks_) strengths.push_back(peak.strength);
  const auto middle = strengths.begin() + static_cast<std::ptrdiff_t>(strengths.size() / 2);
  std::nth_element(strengths.begin(), middle, strengths.end());
  float median = *middle;
  if (strengths.size() % 2 == 0)
    median = (median + *std::max_element(strengths.begin(), middle)) / 2.0F;

  // numpy.histogram over linspace(-0.5, 0.5, 101); argmax takes the first of equals.
  constexpr int kBins = 100;
  std::array<double, kBins + 1> edges{};
  for (int i = 0; i <= kBins; ++i) edges[static_cast<std::size_t>(i)] = -0.5 + 0.01 * i;
  std::array<long, kBins> counts{};
  for (const Peak& peak : peaks_) {
    if (!(peak.strength >= median)) continue;
    // librosa uses single precision from here on, which decides about votes near the edge of a bin.
    const float semitones =
        kClasses * std::log2(peak.hz / static_cast<float>(kConcertPitch / 16.0));
    float residual = semitones - std::floor(semitones);
    if (residual >= 0.5F) residual -= 1.0F;
    const auto above = std::upper_bound(edges.begin(), edges.end(), static_cast<double>(residual));
    const auto bin = std::clamp<std::ptrdiff_t>(above - edges.begin() - 1, 0, kBins - 1);
    ++counts[static_cast<std::size_t>(bin)];
  }
  const auto best = std::max_element(counts.begin(), counts.end()) - counts.begin();
  return edges[static_cast<std::size_t>(best)];
}

Matrix chroma_bank(double sample_rate, int n_fft, double tuning) {
  constexpr double kCentreOctave = 5.0, kOctaveWidth = 2.0;
  const int bins = n_fft / 2 + 1;
  // The position of each bin on the axis of semitones.  Bin 0 is an octave and a half below bin 1.
  std::vector<double> place(static_cast<std::size_t>(n_fft));
  for (int k = 1; k < n_fft; ++k)
    place[static_cast<std::size_t>(k)] = kClasses * octaves(k * sample_rate / n_fft, tuning);
  place[0] = place[1] - 1.5 * kClasses;

  Matrix bank(kClasses, bins);
  for (int k = 0; k < bins; ++k) {
    const auto i = static_cast<std::size_t>(k);
    const double width = i + 1 < place.size() ? std::max(place[i + 1] - place[i], 1.0) : 1.0;
    std::array<double, kClasses> weight{};
    double square_sum = 0.0;
    for (int c = 0; c < kClasses; ++c) {
      const double distance =
          modulo(place[i] - c + kClasses / 2 + 10 * kClasses, kClasses) - kClasses / 2;
      weight[static_cast<std::size_t>(c)] = std::exp(-0.5 * std::pow(2.0 * distance / width, 2));
      square_sum += std::pow(weight[static_cast<std::size_t>(c)], 2);
    }
    const double loudness =
        std::exp(-0.5 * std::pow((place[i] / kClasses - kCentreOctave) / kOctaveWidth, 2));
    for (int c = 0; c < kClasses; ++c) {
      const int from_c =
          (c + kClasses - 3) % kClasses;  // classes are counted from A; C comes first
      bank(from_c, k) = static_cast<float>(weight[static_cast<std::size_t>(c)] /
                                           std::sqrt(square_sum) * loudness);
    }
  }
  return bank;
}

void chroma(const Matrix& bank, const Eigen::Ref<const RowVector>& power,
            Eigen::Ref<RowVector> chroma) {
  chroma.noalias() = power * bank.transpose();
  const float largest = chroma.cwiseAbs().maxCoeff();
  if (largest >= std::numeric_limits<float>::min()) chroma /= largest;
}

RowVector tonal_centroid(const Eigen::Ref<const RowVector>& chroma) {
  constexpr std::array<double, 3> kStep = {7.0 / 6.0, 3.0 / 2.0,
                                           2.0 / 3.0};  // fifths, minor, major thirds
  constexpr std::array<double, 3> kRadius = {1.0, 1.0, 0.5};
  RowVector centroid = RowVector::Zero(6);
  const double total = chroma.cwiseAbs().cast<double>().sum();
  if (total < std::numeric_limits<float>::min()) return centroid;
  for (int c = 0; c < kClasses; ++c) {
    const double share = chroma(c) / total;
    for (std::size_t circle = 0; circle < kStep.size(); ++circle) {
      const double angle = std::numbers::pi * kStep[circle] * c;
      centroid(static_cast<Eigen::Index>(2 * circle)) +=
          static_cast<float>(share * kRadius[circle] * std::sin(angle));
      centroid(static_cast<Eigen::Index>(2 * circle + 1)) +=
          static_cast<float>(share * kRadius[circle] * std::cos(angle));
    }
  }
  return centroid;
}

}  // namespace melsift::dsp
