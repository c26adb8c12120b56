#include "dsp/stft.h"

#include "dsp/window.h"

namespace melsift::dsp {
std::int64_t reflected(std::int64_t at, std::int64_t count) {
  if (count == 1) return 0;
  const std::int64_t period = 2 * (count - 1);
  at = ((at % period) + period) % period;
  return at < count ? at : period - at;
}

Stft::Stft(int n_fft, int hop_length, Padding padding)
    : fft_(n_fft), hop_length_(hop_length), padding_(padding), window_(hann(n_fft)) {}

void Stft::window_frame(std::span<const float> signal, std::int64_t frame, float* out) const {
  const auto length = static_cast<std::int64_t>(window_.size());
  const auto count = static_cast<std::int64_t>(signal.size());
  const std::int64_t begin = frame * hop_length_ - length / 2;
  if (begin >= 0 && begin + length <= count) {
    Eigen::Map<RowVector>(out, length) =
        Eigen::Map<const RowVector>(signal.data() + begin, length)
            .cwiseProduct(Eigen::Map<const RowVector>(window_.data(), length));
    return;
  }
  for (std::int64_t i = 0; i < length; ++i) {
    const std::int64_t at = begin + i;
    float sample = 0.0F;
    if (at >= 0 && at < count) {
      sample = signal[static_cast<std::size_t>(at)];
    } else if (padding_ == Padding::reflect) {
      sample = signal[static_cast<std::size_t>(reflected(at, count))];
    }
    out[i] = sample * window_[static_cast<std::size_t>(i)];
  }
}

void Stft::transform(const float* frame, float* windowed, std::complex<float>* spectrum) const {
  const Eigen::Index length = n_fft();
  Eigen::Map<RowVector>(windowed, length) =
      Eigen::Map<const RowVector>(frame, length)
          .cwiseProduct(Eigen::Map<const RowVector>(window_.data(), length));
  fft_.forward(windowed, spectrum);
}

void Stft::power(std::span<const float> signal, std::int64_t first,
                 Eigen::Ref<Matrix> power) const {
  // Eigen aligns these to 32 bytes, which FFTW's faster plan needs.
  RowVector frame(n_fft());
  Eigen::Matrix<std::complex<float>, 1, Eigen::Dynamic, Eigen::RowMajor> spectrum(bins());
  for (Eigen::Index t = 0; t < power.rows(); ++t) {
    window_frame(signal, first + t, frame.data());
    fft_.forward(frame.data(), spectrum.data());
    power.row(t) = spectrum.cwiseAbs2();
  }
}

}  // namespace melsift::dsp
