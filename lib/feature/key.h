// The key of a track.
#pragma once

#include <optional>

#include "dsp/key.h"
#include "dsp/stft.h"
#include "feature/signal.h"

namespace melsift::feature {

// Thread-safe.
class KeyEstimator {
 public:
  // `sample_rate` of the signals, Hz.
  explicit KeyEstimator(int sample_rate);

  // The key of the whole signal, which is read once; nothing of silence and of noise without pitch.
  // Throws Error invalid_argument if the signal has no samples, and what signal.read throws.
  std::optional<dsp::KeyEstimate> operator()(const Signal& signal) const;
  // What it is estimated from.
  dsp::PitchHistogram histogram(const Signal& signal) const;

 private:
  int sample_rate_;
  dsp::Stft stft_;
};

}  // namespace melsift::feature
