// The short-time Fourier transform: frames of a signal, windowed and transformed.
#pragma once

#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "base/matrix.h"
#include "dsp/fft.h"
#include "dsp/padding.h"

namespace melsift::dsp {

// Index of the sample at position `at` of a signal of `count` >= 1 samples.  The signal is mirrored
// at its ends, without repeating the end samples, as often as needed.
std::int64_t reflected(std::int64_t at, std::int64_t count);

// Frame t covers the samples t * hop - n_fft/2 .. t * hop + n_fft/2 - 1: librosa.stft(center=True).
// The window is a Hann window with the length of the transform.  Thread-safe.
class Stft {
 public:
  // n_fft >= 2 and hop_length >= 1, in samples; even n_fft only.
  Stft(int n_fft, int hop_length, Padding padding);

  int n_fft() const { return fft_.length(); }
  int hop_length() const { return hop_length_; }
  int bins() const { return fft_.bins(); }

  // 1 + samples / hop, rounded down.
  std::int64_t frame_count(std::int64_t samples) const { return 1 + samples / hop_length_; }

  // Power |X|^2 of the frames first .. first + power.rows() - 1 of `signal`, one row per frame,
  // bins() columns; power must have its size already and lie within frame_count().  signal must not
  // be empty.
  void power(std::span<const float> signal, std::int64_t first, Eigen::Ref<Matrix> power) const;

  // Transforms the n_fft() samples of a frame, without window, to its bins() values.  `windowed` is
  // working space for n_fft() floats.
  void transform(const float* frame, float* windowed, std::complex<float>* spectrum) const;

 private:
  // The windowed samples of one frame.
  void window_frame(std::span<const float> signal, std::int64_t frame, float* out) const;

  RealFft fft_;
  int hop_length_;
  Padding padding_;
  std::vector<float> window_;
};

}  // namespace melsift::dsp
