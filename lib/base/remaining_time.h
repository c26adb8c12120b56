// How fast work goes on, and how long the rest will take.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <string>
#include <utility>

namespace melsift {

// The rate of the last half minute: items that need no work, because an earlier run has done them,
// count only while they pass.
class RecentRate {
 public:
  using Clock = std::chrono::steady_clock;

  explicit RecentRate(Clock::time_point now) { history_.emplace_back(now, 0); }

  // Items per second, `done` of them being done now.
  double operator()(std::size_t done, Clock::time_point now);

 private:
  std::deque<std::pair<Clock::time_point, std::size_t>> history_;  // one entry a second
};

// "4:05", "2:04:05", of seconds rounded up.
std::string clock_text(double duration_s);

}  // namespace melsift
