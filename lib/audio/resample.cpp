#include "audio/resample.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <string>

#include <soxr.h>

#include "base/error.h"

namespace melsift::audio {

struct Resampler::State {
  soxr_t soxr = nullptr;
  double ratio = 1.0;
  std::int64_t taken = 0;    // samples in
  std::int64_t given = 0;    // samples out
  std::vector<float> block;  // what soxr gives, before it is appended

  ~State() { soxr_delete(soxr); }

  void process(const float* input, std::size_t count, std::size_t room,
               std::vector<float>& output) {
    if (block.size() < room) block.resize(room);
    std::size_t used = 0, done = 0;
    const soxr_error_t error = soxr_process(soxr, input, count, &used, block.data(), room, &done);
    output.insert(output.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(done));
    if (error != nullptr) throw std::bad_alloc();  // soxr_process fails only if memory is short
    given += static_cast<std::int64_t>(done);
  }
};

Resampler::Resampler(double from_hz, double to_hz) : state_(std::make_unique<State>()) {
  soxr_error_t error = nullptr;
  const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  state_->soxr = soxr_create(from_hz, to_hz, 1, &error, &io, &quality, nullptr);
  if (state_->soxr == nullptr)
    throw Error(ErrorKind::invalid_argument, "resampling",
                std::to_string(from_hz) + " Hz to " + std::to_string(to_hz) + " Hz: " + error);
  state_->ratio = to_hz / from_hz;
}

Resampler::~Resampler() = default;
Resampler::Resampler(Resampler&&) noexcept = default;
Resampler& Resampler::operator=(Resampler&&) noexcept = default;

void Resampler::push(std::span<const float> input, std::vector<float>& output) {
  constexpr std::size_t kBlock = 1 << 15;  // limits the space reserved for the output
  for (std::size_t at = 0; at < input.size(); at += kBlock) {
    const std::size_t count = std::min(kBlock, input.size() - at);
    // If there is space for the largest possible output, soxr takes the whole block.
    const auto room =
        static_cast<std::size_t>(std::ceil(static_cast<double>(count + kBlock) * state_->ratio)) +
        64;
    state_->process(input.data() + at, count, room, output);
    state_->taken += static_cast<std::int64_t>(count);
  }
}

void Resampler::finish(std::vector<float>& output) {
  const auto total =
      static_cast<std::int64_t>(std::ceil(static_cast<double>(state_->taken) * state_->ratio));
  for (;;) {
    const std::int64_t before = state_->given;
    state_->process(nullptr, 0, 1 << 15, output);
    if (state_->given == before) break;
  }
  // Like librosa's fix_length: cut extra samples, and add zeros for missing ones (at most one
  // sample).
  const std::int64_t excess = state_->given - total;
  output.resize(static_cast<std::size_t>(
      std::max<std::int64_t>(0, static_cast<std::int64_t>(output.size()) - excess)));
  state_->given = total;
}

}  // namespace melsift::audio
