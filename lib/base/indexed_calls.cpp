#include "base/indexed_calls.h"

namespace melsift {

void IndexedCalls::run() {
  while (!failed_.load(std::memory_order_relaxed)) {
    const std::size_t i = next_.fetch_add(1, std::memory_order_relaxed);
    if (i >= count_) return;
    try {
      body_(i);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failed_ || i < failure_number_) {
        failure_number_ = i;
        failure_ = std::current_exception();
      }
      failed_ = true;
    }
  }
}

}  // namespace melsift
