#include "base/workers.h"

#include <exception>

#include "base/thread_start.h"

namespace melsift {

namespace {

// Some 20 to 50 microseconds: the stages of a network on one sample follow each other faster than
// a sleeping thread wakes up.
constexpr int kSpins = 1000;

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

void spin_until(int spins, const auto& done) {
  for (int i = 0; i < spins && !done(); ++i) pause();
}

}  // namespace

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

Workers::Workers(unsigned threads)
    // Where there are more threads than cores, who waits awake keeps others from their work.
    : spins_(threads <= std::thread::hardware_concurrency() ? kSpins : 0) {
  try {
    if (threads > 1) start_threads(threads_, threads - 1, [this] { serve(); });
  } catch (...) {
    end();
    throw;
  }
}

Workers::~Workers() {
  end();
}

void Workers::end() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  task_ready_.notify_all();
  threads_.clear();
}

void Workers::serve() {
  std::size_t seen = 0;
  for (;;) {
    const auto is_called = [&] { return ending_ || number_ != seen; };
    spin_until(spins_, is_called);
    std::unique_lock lock(mutex_);
    task_ready_.wait(lock, is_called);
    if (ending_) return;
    seen = number_;
    if (task_ == nullptr) continue;  // it was over before this thread came
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
    const auto all_have_left = [&] { return taking_part_ == 0; };
    std::unique_lock lock(mutex_);
    task_ = nullptr;
    lock.unlock();
    spin_until(spins_, all_have_left);
    lock.lock();
    task_done_.wait(lock, all_have_left);
    busy_ = false;
  }
  if (task.failure) std::rethrow_exception(task.failure);
}

}  // namespace melsift
