// The speed of work, and the time that the rest will take.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <string>
#include <utility>

namespace melsift {

// The rate of the last half minute: items that an earlier run has done pass quickly, and soon no
// longer influence the rate.
class RecentRate {
 public:
  using Clock = std::chrono::steady_clock;

  explicit RecentRate(Clock::time_point now) { history_.emplace_back(now, 0); }

  // Items per second, if `done` items are done now.
  double operator()(std::size_t done, Clock::time_point now);

 private:
  std::deque<std::pair<Clock::time_point, std::size_t>> history_;  // one entry a second
};

// "4:05", "2:04:05"; seconds are rounded up.
std::string clock_text(double duration_s);

}  // namespace melsift
