#include "dsp/fft.h"

#include <map>
#include <mutex>

#include <fftw3.h>

namespace melsift::dsp {
namespace {

struct Free {
  void operator()(void* memory) const { fftwf_free(memory); }
};

}  // namespace

struct RealFft::Plan {
  const int length;
  int alignment = 0;
  fftwf_plan aligned = nullptr;
  fftwf_plan unaligned = nullptr;
  fftwf_plan backward = nullptr;  // for any alignment

  explicit Plan(int size) : length(size) {
    const auto count = static_cast<std::size_t>(length);
    const std::unique_ptr<float, Free> signal(fftwf_alloc_real(count));
    const std::unique_ptr<fftwf_complex, Free> spectrum(fftwf_alloc_complex(count / 2 + 1));
    alignment = fftwf_alignment_of(signal.get());
    const unsigned flags = FFTW_ESTIMATE | FFTW_PRESERVE_INPUT;
    aligned = fftwf_plan_dft_r2c_1d(length, signal.get(), spectrum.get(), flags);
    unaligned = fftwf_plan_dft_r2c_1d(length, signal.get(), spectrum.get(), flags | FFTW_UNALIGNED);
    backward =
        fftwf_plan_dft_c2r_1d(length, spectrum.get(), signal.get(), FFTW_ESTIMATE | FFTW_UNALIGNED);
  }
  ~Plan() {
    fftwf_destroy_plan(aligned);
    fftwf_destroy_plan(unaligned);
    fftwf_destroy_plan(backward);
  }
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;
};

RealFft::RealFft(int length) {
  // FFTW's planner, unlike its plans, is not thread-safe.
  static std::mutex mutex;
  static std::map<int, std::shared_ptr<const Plan>> plans;
  const std::lock_guard lock(mutex);
  auto& plan = plans[length];
  if (!plan) plan = std::make_shared<const Plan>(length);
  plan_ = plan;
}

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
