#include "base/workers.h"

#include "base/indexed_calls.h"
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

Workers::Workers(unsigned threads)
    // If there are more threads than cores, a thread that spins keeps others from their work.
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
    if (calls_ == nullptr) continue;  // the task ended before this thread joined
    IndexedCalls& calls = *calls_;
    ++taking_part_;
    lock.unlock();
    calls.run();
    lock.lock();
    if (--taking_part_ == 0) task_done_.notify_all();
  }
}

void Workers::for_each(std::size_t count, const std::function<void(std::size_t)>& body) {
  IndexedCalls calls(count, body);
  const bool shared = [&] {
    if (threads_.empty() || count <= 1) return false;
    const std::lock_guard lock(mutex_);
    if (busy_) return false;
    busy_ = true;
    calls_ = &calls;
    ++number_;
    return true;
  }();
  if (shared) task_ready_.notify_all();
  calls.run();
  if (shared) {
    // No worker may begin the task after this thread has found it finished.  The pool is free again
    // when all workers have left the task; until then they may call for_each themselves.
    const auto all_have_left = [&] { return taking_part_ == 0; };
    std::unique_lock lock(mutex_);
    calls_ = nullptr;
    lock.unlock();
    spin_until(spins_, all_have_left);
    lock.lock();
    task_done_.wait(lock, all_have_left);
    busy_ = false;
  }
  calls.rethrow();
}

}  // namespace melsift
