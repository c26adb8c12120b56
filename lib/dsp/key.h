// The key of a piece, from the strengths of its pitch classes.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "base/matrix.h"
#include "base/musical_key.h"

namespace melsift::dsp {

using PitchClasses = std::array<double, 12>;  // C first

// Gathers the spectral peaks of all frames by their pitch, modulo the octave, in steps of 10 cents:
// the tuning is known only at the end.  A peak is a local maximum between 55 and 2000 Hz, at most
// 50 dB below its frame's largest, refined by a parabola through the logarithms (Smith & Serra
// 1987, PARSHL).  It counts by its amplitude, and with 0.6, 0.36 and 0.22 of that for the notes of
// which it may be the second to fourth partial (Gómez 2006, Tonal description of music audio
// signals).
class PitchHistogram {
 public:
  // Long frames, some 0.3 s, tell the semitones of the bass apart.
  PitchHistogram(double sample_rate, int n_fft);

  // A frame of the power spectrum.
  void add(const Eigen::Ref<const RowVector>& power);

  // How far the tuning is from A440, in semitones, -0.5 to 0.5: the circular mean of all peaks.
  double tuning() const;
  // The strengths of the tuned pitch classes, of sum 1; all 0 of silence.
  PitchClasses pitch_classes() const;

 private:
  double bin_hz_;
  Eigen::Index first_bin_, end_bin_;
  std::vector<double> strengths_;  // of each step, C first
};

struct KeyEstimate {
  MusicalKey key;
  double confidence = 0.0;  // 0..1, see estimate_key()
};

// The key whose profile correlates best with the pitch classes, as Krumhansl and Schmuckler do
// (Krumhansl, "Cognitive Foundations of Musical Pitch", 1990), with the profiles that Sha'ath
// adapted to recordings ("Estimation of key in digital music recordings", 2011).  The confidence is
// the key's share of the exponentials of all 24 correlations over kTemperature; correlations count
// for less if the pitch classes differ less than those of the profile, as in a chromatic scale.
// Nothing if all pitch classes are equally strong, as in silence.
std::optional<KeyEstimate> estimate_key(const PitchClasses& classes);

}  // namespace melsift::dsp
