// A pool of threads that stays alive between tasks: starting threads for each of the thousands of
// small parallel loops of a training would cost more than some of the loops.
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
  // The number of threads includes the caller's; 0 counts as 1.  Throws Error io if the system
  // refuses a thread: a training of hours should not silently continue with fewer threads.
  explicit Workers(unsigned threads);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  unsigned count() const { return static_cast<unsigned>(threads_.size()) + 1; }

  // Calls body(0) .. body(count-1), each once, on all threads, and returns when all have ended. The
  // calls must not depend on each other.  Of the exceptions thrown, that of the lowest index is
  // rethrown; calls that have not begun by then are skipped.  If several threads call it at once,
  // or if a body calls it, the pool works for one of them, and the others do all their calls
  // themselves.
  void for_each(std::size_t count, const std::function<void(std::size_t)>& body);

 private:
  void serve();
  void end();

  std::mutex mutex_;
  std::condition_variable task_ready_;
  std::condition_variable task_done_;
  bool busy_ = false;              // from the beginning of a task until all workers have left it
  IndexedCalls* calls_ = nullptr;  // that workers may still join
  // Written with the mutex held; atomic, so that threads can wait for it without the mutex.
  std::atomic<std::size_t> number_{0};       // of tasks so far: a worker joins each task once
  std::atomic<std::size_t> taking_part_{0};  // workers inside the task
  std::atomic<bool> ending_{false};
  int spins_ = 0;  // polls before a thread goes to sleep
  std::vector<std::jthread> threads_;
};

}  // namespace melsift
