#include "dsp/istft.h"

#include <algorithm>
#include <limits>

#include "dsp/window.h"

namespace melsift::dsp {

InverseStft::InverseStft(int n_fft, int hop_length)
    : fft_(n_fft),
      hop_(hop_length),
      spectrum_(fft_.bins()),
      frame_(n_fft),
      sum_(RowVector::Zero(n_fft)),
      weight_(RowVector::Zero(n_fft)),
      given_(-n_fft / 2) {
  const auto window = hann(n_fft);
  window_ = Eigen::Map<const RowVector>(window.data(), n_fft);
}

void InverseStft::push(const std::complex<float>* spectrum, const SampleSink& sink) {
  give(frames_++ * hop_ - window_.size() / 2, sink);
  std::copy_n(spectrum, spectrum_.size(), spectrum_.data());  // the transform overwrites its input
  fft_.inverse(spectrum_.data(), frame_.data());
  sum_ += window_.cwiseProduct(frame_);
  weight_ += window_.cwiseAbs2();
}

// Passes on the samples before `until`, moves the remaining sums to the front, and fills with
// zeros.
void InverseStft::give(std::int64_t until, const SampleSink& sink) {
  while (given_ < until) {
    const auto count =
        static_cast<Eigen::Index>(std::min<std::int64_t>(until - given_, sum_.size()));
    for (Eigen::Index i = 0; i < count; ++i)
      if (weight_(i) > std::numeric_limits<float>::min()) sum_(i) /= weight_(i);
    const auto skipped = static_cast<Eigen::Index>(std::clamp<std::int64_t>(-given_, 0, count));
    if (skipped < count) sink({sum_.data() + skipped, static_cast<std::size_t>(count - skipped)});
    for (RowVector* values : {&sum_, &weight_}) {
      std::copy(values->data() + count, values->data() + values->size(), values->data());
      values->tail(count).setZero();
    }
    given_ += count;
  }
}

void InverseStft::finish(std::int64_t length, const SampleSink& sink) {
  give(length, sink);
}

}  // namespace melsift::dsp
