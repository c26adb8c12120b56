#include "dsp/mel.h"

#include <algorithm>
#include <cmath>

namespace melsift::dsp {
namespace {

constexpr double kHzPerMel = 200.0 / 3.0;  // below the break
constexpr double kBreakHz = 1000.0;        // where the scale turns logarithmic
constexpr double kBreakMel = kBreakHz / kHzPerMel;
const double kLogStep = std::log(6.4) / 27.0;  // 27 mels from 1 kHz to 6.4 kHz

}  // namespace

double hz_to_mel(double hz) {
  return hz < kBreakHz ? hz / kHzPerMel : kBreakMel + std::log(hz / kBreakHz) / kLogStep;
}

double mel_to_hz(double mel) {
  return mel < kBreakMel ? mel * kHzPerMel : kBreakHz * std::exp(kLogStep * (mel - kBreakMel));
}

MelBank::MelBank(double sample_rate, int n_fft, int n_mels, double low_hz, double high_hz)
    : bins_(n_fft / 2 + 1) {
  const double low = hz_to_mel(low_hz);
  const double high = hz_to_mel(high_hz);
  const auto edge_hz = [&](int i) { return mel_to_hz(low + (high - low) * i / (n_mels + 1)); };

  for (int band = 0; band < n_mels; ++band) {
    const double left = edge_hz(band), centre = edge_hz(band + 1), right = edge_hz(band + 2);
    const double unit_area = 2.0 / (right - left);
    std::vector<float> weights;
    Band run;
    for (int bin = 0; bin < bins_; ++bin) {
      const double hz = bin * sample_rate / n_fft;
      const double height =
          std::min((hz - left) / (centre - left), (right - hz) / (right - centre));
      if (height <= 0.0) continue;
      if (weights.empty()) run.first_bin = bin;
      // librosa rounds the triangle to single precision before it normalises.
      weights.push_back(static_cast<float>(static_cast<float>(height) * unit_area));
    }
    run.weights =
        Eigen::Map<const RowVector>(weights.data(), static_cast<Eigen::Index>(weights.size()));
    bands_.push_back(std::move(run));
  }
}

void MelBank::apply(const Eigen::Ref<const Matrix>& power, Eigen::Ref<Matrix> mel) const {
  for (Eigen::Index t = 0; t < power.rows(); ++t) {
    for (std::size_t b = 0; b < bands_.size(); ++b) {
      const Band& band = bands_[b];
      mel(t, static_cast<Eigen::Index>(b)) =
          power.row(t).segment(band.first_bin, band.weights.size()).dot(band.weights);
    }
  }
}

Matrix MelBank::dense() const {
  Matrix matrix = Matrix::Zero(bands(), bins());
  for (int b = 0; b < bands(); ++b) {
    const Band& band = bands_[static_cast<std::size_t>(b)];
    matrix.row(b).segment(band.first_bin, band.weights.size()) = band.weights;
  }
  return matrix;
}

}  // namespace melsift::dsp
