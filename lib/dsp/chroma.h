// Pitch classes: the deviation of a track's tuning from A440, and the energy of each of the twelve
// semitones (librosa 0.11: estimate_tuning, filters.chroma, feature.chroma_stft).
#pragma once

#include <cstdint>
#include <vector>

#include "base/matrix.h"

namespace melsift::dsp {

// Estimates the tuning from the spectral peaks of all frames: librosa.estimate_tuning(S=power).
// Peaks are local maxima between 150 and 4000 Hz above a tenth of their frame's largest value,
// refined by parabolic interpolation (Smith & Serra 1987, PARSHL); those at least as strong as the
// median peak vote with their distance from the nearest semitone, in hundredths.
class TuningEstimator {
 public:
  TuningEstimator(double sample_rate, int n_fft);

  // A frame of the power spectrum.  Beyond some 4 million peaks (an hour of music) every second
  // frame is left out, then every fourth, ..., so that memory stays bounded.
  void add(const Eigen::Ref<const RowVector>& power);

  // In fractions of a semitone, -0.5 to 0.49; 0 if there are no peaks.
  double tuning() const;

 private:
  struct Peak {
    float hz;
    float strength;
  };
  double bin_hz_;
  Eigen::Index first_bin_;
  Eigen::Index end_bin_;
  std::vector<Peak> peaks_;
  std::int64_t frames_ = 0;
  std::int64_t every_ = 1;
};

// The (12, bins) matrix that gathers a power spectrum into pitch classes, C first: Gaussian bumps
// on the logarithmic frequency axis, bins normalised to unit length and weighted by a Gaussian of
// two octaves' width about the fifth octave (Ellis 2007, Chroma feature analysis and synthesis).
Matrix chroma_bank(double sample_rate, int n_fft, double tuning);

// chroma = bank * power, divided by its largest value: one frame's twelve values, 0..1.
void chroma(const Matrix& bank, const Eigen::Ref<const RowVector>& power,
            Eigen::Ref<RowVector> chroma);

// The tonal centroid (Harte, Sandler & Gasser 2006) of twelve pitch classes: coordinates on the
// circles of fifths, minor thirds and major thirds; six values, -1..1.
// librosa.feature.tonnetz(chroma=...).
RowVector tonal_centroid(const Eigen::Ref<const RowVector>& chroma);

}  // namespace melsift::dsp
