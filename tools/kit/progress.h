// A line on the terminal that says how far the work is:
//   [========>                   ] 1234/100000 tracks, 35.2/s, 46:46 left
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "base/remaining_time.h"
#include "tools/kit/command.h"

namespace melsift::tools {

// Drawn on standard error at most ten times a second, from the first tenth of a second on; erased
// before messages and at the end.  Nothing is drawn where Command::shows_progress() says no.  One
// at a time, and on one thread.
class Progress {
 public:
  // Finds out how many items there are; runs on a thread of its own while the work goes on, and
  // should return early when it is asked to stop.  Nothing where that can't be known.
  using Count = std::function<std::optional<std::size_t>(const std::stop_token&)>;

  Progress(const Command& command, std::string items, Count count);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // One more item is done.
  void step();

 private:
  using Clock = std::chrono::steady_clock;

  void draw(Clock::time_point now);
  void erase();

  bool shown_;
  std::string items_;
  std::size_t done_ = 0;
  std::atomic<std::size_t> total_{0};  // 0 while it is not known
  Clock::time_point next_draw_;
  RecentRate rate_;
  bool drawn_ = false;
  std::jthread counter_;  // last: it stops before the others go
};

}  // namespace melsift::tools
