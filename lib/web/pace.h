// The speed at which a client sends its body or receives its answer.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "web/limits.h"

namespace melsift::web {

class Pace {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Pace(Clock::time_point now = Clock::now()) : begun_(now), last_(now) {}

  void moved(std::uint64_t bytes, Clock::time_point now = Clock::now()) {
    bytes_ += bytes;
    last_ = now;
  }
  // Between the two calls the client waits for the server, so this time does not count.
  void pause(Clock::time_point now = Clock::now()) {
    if (!paused_) paused_ = now;
  }
  void resume(Clock::time_point now = Clock::now()) {
    if (!paused_) return;
    begun_ += now - *paused_;
    last_ += now - *paused_;
    paused_.reset();
  }
  bool is_paused() const { return paused_.has_value(); }

  // Whether no bytes have moved for longer than the grace period, or too few since its end.
  bool is_too_slow(const Limits& limits, Clock::time_point now) const {
    if (paused_) return false;
    if (now - last_ > limits.grace) return true;
    const auto over =
        std::chrono::duration_cast<std::chrono::milliseconds>(now - begun_) - limits.grace;
    return over.count() > 0 &&
           bytes_ * 1000 < static_cast<std::uint64_t>(over.count()) * limits.least_bytes_a_second;
  }

 private:
  Clock::time_point begun_, last_;
  std::optional<Clock::time_point> paused_;
  std::uint64_t bytes_ = 0;
};

}  // namespace melsift::web
