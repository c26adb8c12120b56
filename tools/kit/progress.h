// A line on the terminal that shows the progress of the work:
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

// Drawn on standard error at most ten times a second, after the first tenth of a second; erased
// before messages and at the end.  Nothing is drawn unless Command::shows_progress().  At most one
// object may exist, used by one thread.
class Progress {
 public:
  // Returns the number of items, or nothing if it is unknown.  It runs on a separate thread during
  // the work, and should return early if a stop is requested.
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
  std::atomic<std::size_t> total_{0};  // 0 while it is unknown
  Clock::time_point next_draw_;
  RecentRate rate_;
  bool drawn_ = false;
  std::jthread counter_;  // last: it stops before the other members are destroyed
};

}  // namespace melsift::tools
