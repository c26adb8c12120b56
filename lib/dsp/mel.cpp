#include "dsp/mel.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace melsift::dsp {
namespace {

constexpr double kHzPerMel = 200.0 / 3.0;  // below the break
constexpr double kBreakHz = 1000.0;        // where the scale turns logarithmic
constexpr double kBreakMel = kBreakHz / kHzPerMel;
const double kLogStep = std::log(6.4) / 27.0;  // 27 mels from 1 kHz to 6.4 kHz

constexpr Eigen::Index kLanes = 8;  // floats of an AVX register
using Lanes = Eigen::Array<float, 1, kLanes, Eigen::RowMajor>;

// Dot products of `Rows` rows, `stride` apart, with the same weights.  Several rows at a time keep
// the processor's multipliers busy, while one short sum would wait for its own result.  The order
// of each row's sum does not depend on the number of rows.
template <Eigen::Index Rows>
void dot_rows(const float* rows, Eigen::Index stride, const RowVector& weights, float* sums,
              Eigen::Index sums_stride) {
  std::array<Lanes, Rows> partial;
  partial.fill(Lanes::Zero());
  const Eigen::Index vectors = weights.size() / kLanes * kLanes;
  for (Eigen::Index i = 0; i < vectors; i += kLanes) {
    const Lanes w = Eigen::Map<const Lanes>(weights.data() + i);
    for (Eigen::Index t = 0; t < Rows; ++t)
      partial[static_cast<std::size_t>(t)] += w * Eigen::Map<const Lanes>(rows + t * stride + i);
  }
  for (Eigen::Index t = 0; t < Rows; ++t) {
    float sum = partial[static_cast<std::size_t>(t)].sum();
    for (Eigen::Index i = vectors; i < weights.size(); ++i)
      sum += weights(i) * rows[t * stride + i];
    sums[t * sums_stride] = sum;
  }
}

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
    Eigen::Index first_bin = 0;
    for (int bin = 0; bin < bins_; ++bin) {
      const double hz = bin * sample_rate / n_fft;
      const double height =
          std::min((hz - left) / (centre - left), (right - hz) / (right - centre));
      if (height <= 0.0) continue;
      if (weights.empty()) first_bin = bin;
      // librosa rounds the triangle to single precision before it normalises.
      weights.push_back(static_cast<float>(static_cast<float>(height) * unit_area));
    }
    bands_.push_back(padded(first_bin, weights));
  }
}

MelBank::Band MelBank::padded(Eigen::Index first_bin, const std::vector<float>& weights) const {
  const auto count = static_cast<Eigen::Index>(weights.size());
  const Eigen::Index whole = (count + kLanes - 1) / kLanes * kLanes;
  const Eigen::Index length = std::min<Eigen::Index>(whole, bins_);
  Band band;
  band.first_bin = std::min(first_bin, bins_ - length);
  band.weights = RowVector::Zero(length);
  for (Eigen::Index i = 0; i < count; ++i)
    band.weights(first_bin - band.first_bin + i) = weights[static_cast<std::size_t>(i)];
  return band;
}

void MelBank::apply(const Eigen::Ref<const Matrix>& power, Eigen::Ref<Matrix> mel) const {
  constexpr Eigen::Index kTogether = 4;
  const Eigen::Index stride = power.outerStride();
  for (Eigen::Index b = 0; b < bands(); ++b) {
    const Band& band = bands_[static_cast<std::size_t>(b)];
    Eigen::Index t = 0;
    for (; t + kTogether <= power.rows(); t += kTogether)
      dot_rows<kTogether>(power.row(t).data() + band.first_bin, stride, band.weights, &mel(t, b),
                          mel.outerStride());
    for (; t < power.rows(); ++t)
      dot_rows<1>(power.row(t).data() + band.first_bin, stride, band.weights, &mel(t, b),
                  mel.outerStride());
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
