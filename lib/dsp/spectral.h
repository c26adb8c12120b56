// Descriptions of single frames: librosa.feature's rms, spectral_centroid, spectral_bandwidth,
// spectral_rolloff, zero_crossing_rate and spectral_contrast (0.11).
#pragma once

#include <vector>

#include "base/matrix.h"

namespace melsift::dsp {

using ConstRow = Eigen::Ref<const RowVector>;

// sqrt(mean(x^2)) of a frame's samples.
float root_mean_square(const float* samples, int count);

// The fraction of a frame's `count` samples at which the sign differs from the sample before.  Only
// samples in [own_begin, own_end) belong to the signal; padding has no crossings.  Values within
// 1e-10 of zero count as +0.
float zero_crossing_rate(const float* samples, int count, int own_begin, int own_end);

// The frequency in Hz of each bin of a transform of 2 (bins - 1) samples.
RowVector bin_frequencies(double sample_rate, Eigen::Index bins);

// Computed from a frame's magnitudes |X|; frequencies in Hz are those of bin_frequencies().
//   centroid   sum f |X| / sum |X|
//   bandwidth  sqrt(sum (f - centroid)^2 |X| / sum |X|)
//   rolloff    the lowest f at which the running sum of |X| reaches 85 % of the whole
// All are 0 for a frame of zeros.
struct SpectralShape {
  float centroid = 0.0F;
  float bandwidth = 0.0F;
  float rolloff = 0.0F;
};
SpectralShape spectral_shape(const ConstRow& magnitude, const ConstRow& frequencies);

// Spectral contrast (Jiang et al. 2002): in each octave band, the level of the peaks above that of
// the valleys, in dB.  Bands are 0-200 Hz and the octaves from 200 Hz on.
class SpectralContrast {
 public:
  // `octaves` bands above 200 Hz (librosa: 6).  Throws Error invalid_argument if they don't fit
  // below sample_rate / 2.
  SpectralContrast(double sample_rate, Eigen::Index bins, int octaves = 6);

  Eigen::Index bands() const { return static_cast<Eigen::Index>(bands_.size()); }
  // Peak and valley of each band (the means of its largest and smallest 2 %), as linear magnitudes.
  // The contrast is the difference of their power_to_db.
  void operator()(const ConstRow& magnitude, Eigen::Ref<RowVector> peak,
                  Eigen::Ref<RowVector> valley) const;

 private:
  struct Band {
    Eigen::Index begin = 0;
    Eigen::Index end = 0;
    Eigen::Index quantile = 1;  // how many values make a peak or a valley
  };
  std::vector<Band> bands_;
};

}  // namespace melsift::dsp
