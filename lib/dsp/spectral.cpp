#include "dsp/spectral.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "base/error.h"

namespace melsift::dsp {

float root_mean_square(const float* samples, int count) {
  return std::sqrt(Eigen::Map<const RowVector>(samples, count).squaredNorm() /
                   static_cast<float>(count));
}

float zero_crossing_rate(const float* samples, int count, int own_begin, int own_end) {
  constexpr float kZero = 1e-10F;
  int crossings = 0;
  for (int i = own_begin + 1; i < own_end; ++i)
    crossings += (samples[i] < -kZero) != (samples[i - 1] < -kZero);
  return static_cast<float>(crossings) / static_cast<float>(count);
}

RowVector bin_frequencies(double sample_rate, Eigen::Index bins) {
  return RowVector::LinSpaced(bins, 0.0F, static_cast<float>(sample_rate / 2.0));
}

SpectralShape spectral_shape(const ConstRow& magnitude, const ConstRow& frequencies) {
  SpectralShape shape;
  const float total = magnitude.sum();
  if (!(total >= std::numeric_limits<float>::min())) return shape;
  shape.centroid = magnitude.dot(frequencies) / total;
  shape.bandwidth = std::sqrt(
      (magnitude.array() * (frequencies.array() - shape.centroid).square()).sum() / total);

  // The running sum is rounded bin by bin, as in numpy.cumsum: if it is close to the threshold,
  // rounding decides about the bin.
  constexpr float kShare = 0.85F;
  float whole = 0.0F;
  for (Eigen::Index k = 0; k < magnitude.size(); ++k) whole += magnitude(k);
  const float threshold = kShare * whole;
  float sum = magnitude(0);
  Eigen::Index bin = 0;
  while (sum < threshold && bin + 1 < magnitude.size()) sum += magnitude(++bin);
  shape.rolloff = frequencies(bin);
  return shape;
}

SpectralContrast::SpectralContrast(double sample_rate, Eigen::Index bins, int octaves) {
  constexpr double kLowest = 200.0;   // Hz
  constexpr double kQuantile = 0.02;  // of a band's bins
  const double bin_hz = sample_rate / 2.0 / static_cast<double>(bins - 1);
  if (kLowest * std::pow(2.0, octaves - 1) >= sample_rate / 2.0)
    throw Error(ErrorKind::invalid_argument, "sr",
                "spectral contrast needs " + std::to_string(octaves) +
                    " octaves from 200 Hz below half the sample rate");
  for (int k = 0; k <= octaves; ++k) {
    const double low = k == 0 ? 0.0 : kLowest * std::pow(2.0, k - 1);
    const double high = kLowest * std::pow(2.0, k);
    Band band;
    band.begin = static_cast<Eigen::Index>(std::ceil(low / bin_hz - 1e-9));
    band.end = std::min(bins, static_cast<Eigen::Index>(std::floor(high / bin_hz + 1e-9)) + 1);
    if (k > 0) --band.begin;  // librosa lets a band begin with the last bin of the one below,
    if (k == octaves) band.end = bins;  // and the highest band ends with the last bin
    const auto count = static_cast<double>(band.end - band.begin);
    band.quantile = static_cast<Eigen::Index>(std::max(1.0, std::nearbyint(kQuantile * count)));
    if (k < octaves) --band.end;  // the last bin belongs to the next band
    bands_.push_back(band);
  }
}

void SpectralContrast::operator()(const ConstRow& magnitude, Eigen::Ref<RowVector> peak,
                                  Eigen::Ref<RowVector> valley) const {
  std::vector<float> sorted;
  for (std::size_t b = 0; b < bands_.size(); ++b) {
    const Band& band = bands_[b];
    sorted.assign(magnitude.data() + band.begin, magnitude.data() + band.end);
    const auto count =
        std::min<std::ptrdiff_t>(band.quantile, static_cast<std::ptrdiff_t>(sorted.size()));
    const auto mean = [&](auto compare) {
      std::partial_sort(sorted.begin(), sorted.begin() + count, sorted.end(), compare);
      return std::accumulate(sorted.begin(), sorted.begin() + count, 0.0F) /
             static_cast<float>(count);
    };
    valley(static_cast<Eigen::Index>(b)) = mean(std::less<>());
    peak(static_cast<Eigen::Index>(b)) = mean(std::greater<>());
  }
}

}  // namespace melsift::dsp
