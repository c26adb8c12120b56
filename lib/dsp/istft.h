// The inverse transform: from frames back to the signal.
#pragma once

#include <complex>
#include <cstdint>
#include <functional>
#include <span>

#include "base/matrix.h"
#include "dsp/fft.h"

namespace melsift::dsp {

using SampleSink = std::function<void(std::span<const float>)>;

// Overlap-add of frames that come one by one, in order: librosa.istft(center=True, length=...),
// Griffin & Lim 1984.  Memory is one frame, for a signal of any length.
class InverseStft {
 public:
  InverseStft(int n_fft, int hop_length);

  // Adds the n_fft / 2 + 1 values of the next frame; `sink` gets the samples that no later frame
  // changes.
  void push(const std::complex<float>* spectrum, const SampleSink& sink);
  // Passes on the rest, so that `sink` has got `length` samples in total.
  void finish(std::int64_t length, const SampleSink& sink);

 private:
  void give(std::int64_t until, const SampleSink& sink);

  RealFft fft_;
  int hop_;
  // Eigen's own vectors: their alignment, and so the order of operations, is always the same.
  RowVector window_;
  Eigen::Matrix<std::complex<float>, 1, Eigen::Dynamic, Eigen::RowMajor> spectrum_;
  RowVector frame_;
  RowVector sum_;     // of windowed frames, from position given_ on
  RowVector weight_;  // of squared windows there
  std::int64_t frames_ = 0;
  std::int64_t given_;  // position of sum_[0]; negative before the signal's first sample
};

}  // namespace melsift::dsp
