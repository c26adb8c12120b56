#include "base/parallel.h"

#include <algorithm>

#include "base/indexed_calls.h"

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
  IndexedCalls calls(count, body);
  {
    std::vector<std::jthread> pool;
    const auto worker = [&] { calls.run(); };
    try {
      start_threads(pool, std::min<std::size_t>(threads, count) - 1, worker);
    } catch (const std::exception&) {  // fewer threads take longer, but the result is the same
    }
    calls.run();
  }
  calls.rethrow();
}

}  // namespace melsift
