// The discrete Fourier transform of real signals, by FFTW in single precision.
#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <span>

namespace melsift::dsp {

// A plan for transforms of one length.  Thread-safe: one plan may be executed on many threads.  A
// program makes it once and keeps it; copies are cheap.  Plans are made without timing
// (FFTW_ESTIMATE), so that the same input gives the same bits in every run; if the length is a
// power of two, this is a few per cent slower than FFTW_MEASURE.
class RealFft {
 public:
  explicit RealFft(int length);  // length >= 1

  int length() const;
  int bins() const { return length() / 2 + 1; }

  // X[k] = sum_n x[n] exp(-2 pi i k n / length), k = 0 .. length/2: numpy.fft.rfft.
  // `signal` has length() values, `spectrum` bins().  Both are best aligned to 32 bytes.
  void forward(const float* signal, std::complex<float>* spectrum) const;

  // The inverse of forward(), including the factor 1 / length: numpy.fft.irfft.  `spectrum` is
  // overwritten.
  void inverse(std::complex<float>* spectrum, float* signal) const;

 private:
  struct Plan;
  std::shared_ptr<const Plan> plan_;
};

}  // namespace melsift::dsp
