#include "dsp/tempo.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

#include "base/matrix.h"
#include "dsp/fft.h"
#include "dsp/window.h"

namespace melsift::dsp {
namespace {

constexpr double kWindowSeconds = 8.0;
constexpr double kStartBpm = 120.0;
constexpr double kPriorOctaves = 1.0;
constexpr double kFastestBpm = 320.0;

// numpy.pad(mode="linear_ramp", end_values=0) by `count` on both sides.
std::vector<float> ramped(const std::vector<float>& values, std::size_t count) {
  std::vector<float> out(values.size() + 2 * count);
  std::copy(values.begin(), values.end(), out.begin() + static_cast<std::ptrdiff_t>(count));
  for (std::size_t i = 0; i < count; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(count);
    out[i] = static_cast<float>(share * values.front());
    out[out.size() - 1 - i] = static_cast<float>(share * values.back());
  }
  return out;
}

// The mean over the frames of the windowed, scaled autocorrelation: one value for each lag below
// `length`.
Eigen::ArrayXd mean_tempogram(const std::vector<float>& onset_strength, int length) {
  int padded_length = 1;
  while (padded_length < 2 * length - 1)
    padded_length *= 2;  // so that the correlation doesn't wrap around
  const RealFft fft(padded_length);
  const auto window = hann(length);
  const std::vector<float> padded = ramped(onset_strength, static_cast<std::size_t>(length / 2));
  RowVector frame(padded_length);
  Eigen::Matrix<std::complex<float>, 1, Eigen::Dynamic, Eigen::RowMajor> spectrum(fft.bins());
  Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(length);
  for (std::size_t t = 0; t < onset_strength.size(); ++t) {
    frame.setZero();
    frame.head(length) = Eigen::Map<const RowVector>(padded.data() + t, length)
                             .cwiseProduct(Eigen::Map<const RowVector>(window.data(), length));
    fft.forward(frame.data(), spectrum.data());
    spectrum = spectrum.cwiseAbs2().cast<std::complex<float>>();
    fft.inverse(spectrum.data(), frame.data());
    const float largest = frame.head(length).cwiseAbs().maxCoeff();
    const double scale = largest < std::numeric_limits<float>::min() ? 1.0 : 1.0 / largest;
    sum += frame.head(length).transpose().cast<double>().array() * scale;
  }
  return sum / static_cast<double>(onset_strength.size());
}

}  // namespace

double tempo(const std::vector<float>& onset_strength, double sample_rate, int hop_length) {
  const int length = static_cast<int>(kWindowSeconds * sample_rate / hop_length);
  if (onset_strength.empty() || length < 2) return 0.0;
  const Eigen::ArrayXd tempogram = mean_tempogram(onset_strength, length);
  double best = -std::numeric_limits<double>::infinity();
  double best_bpm = 0.0;
  for (int lag = 1; lag < length; ++lag) {
    const double bpm = 60.0 * sample_rate / (hop_length * static_cast<double>(lag));
    if (bpm >= kFastestBpm) continue;
    const double octaves = (std::log2(bpm) - std::log2(kStartBpm)) / kPriorOctaves;
    const double value = std::log1p(1e6 * tempogram(lag)) - 0.5 * octaves * octaves;
    if (value > best) {
      best = value;
      best_bpm = bpm;
    }
  }
  return best_bpm;
}

}  // namespace melsift::dsp
