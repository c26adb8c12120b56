#include "base/remaining_time.h"

#include <algorithm>
#include <cmath>

namespace melsift {

double RecentRate::operator()(std::size_t done, Clock::time_point now) {
  constexpr auto kBetweenSamples = std::chrono::seconds(1);
  constexpr std::size_t kSamples = 30;
  if (now - history_.back().first >= kBetweenSamples) {
    history_.emplace_back(now, done);
    if (history_.size() > kSamples) history_.pop_front();
  }
  const auto& [begin, done_then] = history_.front();
  return static_cast<double>(done - done_then) /
         std::max(std::chrono::duration<double>(now - begin).count(), 1e-3);
}

std::string clock_text(double duration_s) {
  const auto total = static_cast<long long>(std::min(std::ceil(duration_s), 1e15));
  const auto two = [](long long n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  const long long hours = total / 3600;
  const long long minutes = total / 60 % 60;
  return (hours > 0 ? std::to_string(hours) + ":" + two(minutes) : std::to_string(minutes)) + ":" +
         two(total % 60);
}

}  // namespace melsift
