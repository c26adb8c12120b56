#include "base/parallel.h"

#include <algorithm>
#include <atomic>

namespace melsift {

unsigned thread_count(unsigned wanted) {
  return wanted > 0 ? wanted : std::max(1U, std::thread::hardware_concurrency());
}

void parallel_for(std::size_t count, unsigned threads,
                  const std::function<void(std::size_t)>& body) {
  if (threads <= 1 || count <= 1) {
    for (std::size_t i = 0; i < count; ++i) body(i);
    return;
  }
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::exception_ptr failure;
  std::size_t failure_index = count;

  const auto worker = [&] {
    while (!failed.load(std::memory_order_relaxed)) {
      const std::size_t i = next.fetch_add(1, std::memory_order_relaxed);
      if (i >= count) return;
      try {
        body(i);
      } catch (...) {
        failed = true;
        const std::lock_guard lock(mutex);
        if (i < failure_index) {
          failure_index = i;
          failure = std::current_exception();
        }
      }
    }
  };
  {
    std::vector<std::jthread> pool;
    try {
      start_threads(pool, std::min<std::size_t>(threads, count) - 1, worker);
    } catch (const std::exception&) {  // fewer threads take longer, but the result is the same
    }
    worker();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace melsift
