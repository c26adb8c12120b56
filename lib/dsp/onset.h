// Onsets: how strongly a track's spectrum grows from frame to frame (librosa 0.11:
// onset.onset_strength, onset.onset_detect).
#pragma once

#include <vector>

#include "base/matrix.h"

namespace melsift::dsp {

// Spectral flux (Böck & Widmer 2013, without their maximum filter): the mean over the mel bands of
// each band's rise in dB since the frame before; falls count as 0.  mel_db is (frames, bands); the
// result has one value per frame, delayed by n_fft / (2 hop) frames, because a centred frame sees
// an onset that much earlier.
class OnsetStrength {
 public:
  // How the rises of the bands are combined.
  enum class Aggregate {
    mean,    // onset_strength's own default
    median,  // used by beat_track
  };
  OnsetStrength(int n_fft, int hop_length, Aggregate aggregate = Aggregate::mean);

  void add(const Eigen::Ref<const RowVector>& mel_db);
  // The strengths, one value per added frame.
  std::vector<float> strength() const;

 private:
  std::size_t delay_;
  Aggregate aggregate_;
  RowVector previous_;
  std::vector<float> rises_;  // from each frame to the next
};

// The frames of the onsets: peaks of the strength, scaled to 0..1, that are the largest within 30
// ms, 0.07 above the mean within 100 ms, and 30 ms apart.
std::vector<std::size_t> onset_frames(const std::vector<float>& strength, double sample_rate,
                                      int hop_length);

}  // namespace melsift::dsp
