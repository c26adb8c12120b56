#include "dsp/fft.h"

#include <mutex>

#include <fftw3.h>

namespace melsift::dsp {
namespace {

// FFTW's planner, unlike its plans, is not thread-safe.
std::mutex& planner() {
  static std::mutex mutex;
  return mutex;
}

struct Free {
  void operator()(void* memory) const { fftwf_free(memory); }
};

}  // namespace

struct RealFft::Plan {
  int length = 0;
  int alignment = 0;
  fftwf_plan aligned = nullptr;
  fftwf_plan unaligned = nullptr;
  fftwf_plan backward = nullptr;  // for any alignment

  ~Plan() {
    const std::lock_guard lock(planner());
    fftwf_destroy_plan(aligned);
    fftwf_destroy_plan(unaligned);
    fftwf_destroy_plan(backward);
  }
};

RealFft::RealFft(int length) : plan_(std::make_unique<Plan>()) {
  const std::lock_guard lock(planner());
  const auto size = static_cast<std::size_t>(length);
  const std::unique_ptr<float, Free> signal(fftwf_alloc_real(size));
  const std::unique_ptr<fftwf_complex, Free> spectrum(fftwf_alloc_complex(size / 2 + 1));
  plan_->length = length;
  plan_->alignment = fftwf_alignment_of(signal.get());
  const unsigned flags = FFTW_ESTIMATE | FFTW_PRESERVE_INPUT;
  plan_->aligned = fftwf_plan_dft_r2c_1d(length, signal.get(), spectrum.get(), flags);
  plan_->unaligned =
      fftwf_plan_dft_r2c_1d(length, signal.get(), spectrum.get(), flags | FFTW_UNALIGNED);
  plan_->backward =
      fftwf_plan_dft_c2r_1d(length, spectrum.get(), signal.get(), FFTW_ESTIMATE | FFTW_UNALIGNED);
}

RealFft::~RealFft() = default;
RealFft::RealFft(RealFft&&) noexcept = default;
RealFft& RealFft::operator=(RealFft&&) noexcept = default;

int RealFft::length() const {
  return plan_->length;
}

void RealFft::forward(const float* signal, std::complex<float>* spectrum) const {
  auto* in = const_cast<float*>(signal);  // FFTW_PRESERVE_INPUT: not written to
  auto* out = reinterpret_cast<float*>(spectrum);
  const bool aligned =
      fftwf_alignment_of(in) == plan_->alignment && fftwf_alignment_of(out) == plan_->alignment;
  fftwf_execute_dft_r2c(aligned ? plan_->aligned : plan_->unaligned, in,
                        reinterpret_cast<fftwf_complex*>(out));
}

void RealFft::inverse(std::complex<float>* spectrum, float* signal) const {
  fftwf_execute_dft_c2r(plan_->backward, reinterpret_cast<fftwf_complex*>(spectrum), signal);
  const float scale = 1.0F / static_cast<float>(plan_->length);
  for (int i = 0; i < plan_->length; ++i) signal[i] *= scale;
}

}  // namespace melsift::dsp
