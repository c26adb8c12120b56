// The mel scale and its filter bank: librosa.filters.mel(htk=False, norm="slaney").
#pragma once

#include <vector>

#include "base/matrix.h"

namespace melsift::dsp {

// Slaney's mel scale (Auditory Toolbox, 1998): linear below 1 kHz, logarithmic above.
double hz_to_mel(double hz);
double mel_to_hz(double mel);

// Triangles of unit area (Slaney's normalisation, 2 / bandwidth) on mel-spaced frequencies.  A band
// covers few bins, so the bank keeps only the non-zero weights of each band: some 2,000 products
// per frame instead of the 128 x 1025 of the dense matrix.
class MelBank {
 public:
  // sample_rate in Hz, n_fft in samples, 0 <= low_hz < high_hz <= sample_rate / 2, n_mels >= 1.
  // Bands that contain no bin are zero, as in librosa.
  MelBank(double sample_rate, int n_fft, int n_mels, double low_hz, double high_hz);

  int bands() const { return static_cast<int>(bands_.size()); }
  int bins() const { return bins_; }

  // mel(t, b) = sum_k weight(b, k) * power(t, k): frames in rows, (frames, bins) to (frames,
  // bands).
  void apply(const Eigen::Ref<const Matrix>& power, Eigen::Ref<Matrix> mel) const;

  // The bank as a (bands, bins) matrix, for tests and pictures.
  Matrix dense() const;

 private:
  // A band's weights, with zeros around them up to a whole number of vectors.
  struct Band {
    Eigen::Index first_bin = 0;
    RowVector weights;
  };
  Band padded(Eigen::Index first_bin, const std::vector<float>& weights) const;

  int bins_;
  std::vector<Band> bands_;
};

}  // namespace melsift::dsp
