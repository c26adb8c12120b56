// Passes the body of a request from the event loop, which receives it, to the worker that reads it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace melsift::web {

// push(), finish() and cancel() belong to the loop, read() to one worker.
class BodyPipe {
 public:
  static constexpr std::size_t kRoom = 262144;  // bytes; the loop stops receiving beyond them

  // The worker calls `on_room` after it has emptied a full pipe.
  explicit BodyPipe(std::function<void()> on_room) : on_room_(std::move(on_room)) {}

  // Always takes `piece`; returns whether there is space for more.
  bool push(std::string_view piece);
  void finish();  // the body is complete
  void cancel();  // the rest of the body will not come
  // All bytes pushed so far.
  std::size_t pushed() const { return pushed_; }

  // Waits for the body and calls `use` with each piece of it until `use` returns false.  Returns
  // whether `use` got the complete body.
  bool read(const std::function<bool(std::string_view)>& use);
  bool was_read_completely() const { return was_read_completely_; }

 private:
  const std::function<void()> on_room_;
  std::size_t pushed_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string bytes_;
  bool is_finished_ = false, is_broken_ = false;
  std::atomic<bool> was_read_completely_{false};
};

}  // namespace melsift::web
