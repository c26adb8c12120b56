#include "base/workers.h"

#include <atomic>
#include <exception>

namespace melsift {

struct Workers::Task {
  const std::function<void(std::size_t)>& body;
  std::size_t count;
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex{};
  std::exception_ptr failure{};
  std::size_t failure_index = 0;

  void run() {
    while (!failed.load(std::memory_order_relaxed)) {
      const std::size_t i = next.fetch_add(1, std::memory_order_relaxed);
      if (i >= count) return;
      try {
        body(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failed || i < failure_index) {
          failure_index = i;
          failure = std::current_exception();
        }
        failed = true;
      }
    }
  }
};

Workers::Workers(unsigned threads) {
  for (unsigned i = 1; i < threads; ++i) threads_.emplace_back([this] { serve(); });
}

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  task_ready_.notify_all();
}

void Workers::serve() {
  std::size_t seen = 0;
  std::unique_lock lock(mutex_);
  for (;;) {
    task_ready_.wait(lock, [&] { return ending_ || (task_ != nullptr && number_ != seen); });
    if (ending_) return;
    seen = number_;
    Task& task = *task_;
    ++taking_part_;
    lock.unlock();
    task.run();
    lock.lock();
    if (--taking_part_ == 0) task_done_.notify_all();
  }
}

void Workers::for_each(std::size_t count, const std::function<void(std::size_t)>& body) {
  Task task{.body = body, .count = count};
  const bool shared = [&] {
    if (threads_.empty() || count <= 1) return false;
    const std::lock_guard lock(mutex_);
    if (busy_) return false;
    busy_ = true;
    task_ = &task;
    ++number_;
    return true;
  }();
  if (shared) task_ready_.notify_all();
  task.run();
  if (shared) {
    // No worker may begin on the task once this thread has found it finished; the pool is free
    // again when those inside have left, which may still call for_each themselves.
    std::unique_lock lock(mutex_);
    task_ = nullptr;
    task_done_.wait(lock, [&] { return taking_part_ == 0; });
    busy_ = false;
  }
  if (task.failure) std::rethrow_exception(task.failure);
}

}  // namespace melsift
