// Work on several threads whose result does not depend on the number of threads.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/thread_start.h"

namespace melsift {

// The number of threads for `-j wanted`: `wanted` itself, or all cores if it is 0.
unsigned thread_count(unsigned wanted);

// Calls body(0) .. body(count-1), each once, on up to `threads` threads (the caller's among them).
// The calls must not depend on each other.  Of the exceptions thrown, that of the lowest index is
// rethrown after all threads have ended; calls that have not begun by then are skipped.  If the
// system refuses a thread, the other threads do all calls.
void parallel_for(std::size_t count, unsigned threads,
                  const std::function<void(std::size_t)>& body);

// An ordered pipeline with bounded memory: `next` fills items one by one (false at the end), `work`
// turns them into results on `threads` threads, `emit` receives the results in the order of the
// items.  next and emit are called on the caller's thread; at most 4 items per thread are in
// flight.  An exception in any of the three ends the run and is rethrown.  Throws Error io before
// the first item if the system refuses a thread: if memory is too small for its stack, it is too
// small for the work.
template <class Item, class Result>
void ordered_pipeline(unsigned threads, const std::function<bool(Item&)>& next,
                      const std::function<Result(Item&)>& work,
                      const std::function<void(Result&&)>& emit) {
  if (threads <= 1) {
    for (Item item; next(item); item = Item()) emit(work(item));
    return;
  }
  struct Slot {
    Item item;
    std::optional<Result> result;
    std::exception_ptr failure;
    bool done = false;
  };
  std::mutex mutex;
  std::condition_variable work_ready, result_ready;
  std::deque<Slot*> waiting;
  bool ending = false;

  const auto worker = [&] {
    for (;;) {
      std::unique_lock lock(mutex);
      work_ready.wait(lock, [&] { return ending || !waiting.empty(); });
      if (waiting.empty()) return;
      Slot* slot = waiting.front();
      waiting.pop_front();
      lock.unlock();
      try {
        slot->result.emplace(work(slot->item));
      } catch (...) {
        slot->failure = std::current_exception();
      }
      lock.lock();
      slot->done = true;
      result_ready.notify_one();
    }
  };
  std::deque<Slot> in_flight;  // deque: slots keep their address when others are added or removed
  std::vector<std::jthread> pool;
  // Runs before the pool is joined: idle workers end, however this function returns.
  struct Finish {
    std::function<void()> action;
    ~Finish() { action(); }
  };
  const Finish finish{[&] {
    {
      const std::lock_guard lock(mutex);
      ending = true;
      waiting.clear();
    }
    work_ready.notify_all();
    pool.clear();
  }};
  start_threads(pool, threads, worker);

  const std::size_t window = 4 * static_cast<std::size_t>(threads);
  bool more = true;
  while (more || !in_flight.empty()) {
    while (more && in_flight.size() < window) {
      Slot& slot = in_flight.emplace_back();
      more = next(slot.item);
      if (!more) {
        in_flight.pop_back();
        break;
      }
      {
        const std::lock_guard lock(mutex);
        waiting.push_back(&slot);
      }
      work_ready.notify_one();
    }
    if (in_flight.empty()) break;
    Slot& first = in_flight.front();
    {
      std::unique_lock lock(mutex);
      result_ready.wait(lock, [&] { return first.done; });
    }
    if (first.failure) std::rethrow_exception(first.failure);
    emit(std::move(*first.result));
    in_flight.pop_front();
  }
}

}  // namespace melsift
