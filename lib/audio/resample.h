// Sample rate conversion with libsoxr at its "HQ" setting, librosa's default (res_type="soxr_hq").
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace melsift::audio {

// Converts a stream of samples from one rate to another.  One channel.  The output has ceil(input
// samples * to / from) samples, as librosa.resample(fix=True) gives, and does not depend on the
// sizes of the input blocks.
class Resampler {
 public:
  // Rates in Hz, positive.  Throws Error invalid_argument if soxr does not support the ratio.
  Resampler(double from_hz, double to_hz);
  ~Resampler();
  Resampler(Resampler&&) noexcept;
  Resampler& operator=(Resampler&&) noexcept;

  // Appends the samples that `input` yields so far to `output`.
  void push(std::span<const float> input, std::vector<float>& output);
  // The end of the input: appends the rest.  Nothing may be pushed afterwards.
  void finish(std::vector<float>& output);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace melsift::audio
