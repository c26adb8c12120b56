// A pool of threads that is kept from one piece of work to the next: starting threads for each of
// the thousands of small parallel loops of a training would cost more than some of the loops.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace melsift {

class IndexedCalls;

class Workers {
 public:
  // `threads` of them, the caller's among them; 0 is taken as 1.  Throws Error io if the system
  // refuses one: a training of hours should not go on with fewer threads unnoticed.
  explicit Workers(unsigned threads);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  unsigned count() const { return static_cast<unsigned>(threads_.size()) + 1; }

  // Calls body(0) .. body(count-1), each once, on all threads, and returns when all have ended.
  // The calls must not depend on each other.  Of the exceptions thrown, that of the lowest index is
  // rethrown; calls not yet begun by then are left out.  Called from several threads at once, or
  // from within a body, the pool works for one of them and the others do all calls themselves.
  void for_each(std::size_t count, const std::function<void(std::size_t)>& body);

 private:
  void serve();
  void end();

  std::mutex mutex_;
  std::condition_variable task_ready_;
  std::condition_variable task_done_;
  bool busy_ = false;              // from the begin of a task until all have left it
  IndexedCalls* calls_ = nullptr;  // that may still be joined
  // Written with the mutex held; atomic to be waited for without it.
  std::atomic<std::size_t> number_{0};       // of tasks so far: a worker takes part in each once
  std::atomic<std::size_t> taking_part_{0};  // workers inside the task
  std::atomic<bool> ending_{false};
  int spins_ = 0;  // looks at what is waited for before a thread goes to sleep
  std::vector<std::jthread> threads_;
};

}  // namespace melsift
