// Numbered calls (0, 1, 2 ...) that several threads share.
#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>

namespace melsift {

class IndexedCalls {
 public:
  // Keeps a reference to `body`.
  IndexedCalls(std::size_t count, const std::function<void(std::size_t)>& body)
      : count_(count), body_(body) {}

  // Calls body(0) .. body(count - 1) together with other threads in run(), each once.  Returns when
  // all calls have begun, or after a call has thrown.
  void run();
  // After all threads have left run(): rethrows the exception of the lowest number, if any.
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::size_t count_;
  const std::function<void(std::size_t)>& body_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::exception_ptr failure_;
  std::size_t failure_number_ = 0;
};

}  // namespace melsift
