// A queue of analyses, with its own threads and a maximum length.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace melsift::web {

// Thread-safe.
class AnalysisQueue {
 public:
  // Throws Error io if the system refuses a thread.
  AnalysisQueue(unsigned threads, std::size_t limit);
  ~AnalysisQueue();  // ends running jobs, drops waiting ones
  AnalysisQueue(const AnalysisQueue&) = delete;
  AnalysisQueue& operator=(const AnalysisQueue&) = delete;

  std::size_t waiting() const;
  std::size_t limit() const { return limit_; }

  // Runs `work` on one of the threads and waits for its end; rethrows its exceptions.  While it
  // waits for a thread, it calls `is_wanted` from time to time, and drops the work if that returns
  // false.  Returns false if the queue is full or the work was dropped.
  enum class Outcome { done, full, unwanted };
  Outcome run(const std::function<void()>& work, const std::function<bool()>& is_wanted);

 private:
  struct Job;

  void serve();
  void end();

  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::condition_variable job_ready_;
  std::deque<Job*> waiting_;
  std::size_t idle_ = 0;  // threads
  bool ending_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace melsift::web
