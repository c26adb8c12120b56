#include "web/analysis_queue.h"

#include <algorithm>
#include <chrono>
#include <exception>

#include <sys/resource.h>
#include <unistd.h>

#include "base/thread_start.h"

namespace melsift::web {

using namespace std::chrono_literals;

struct AnalysisQueue::Job {
  const std::function<void()>& work;
  enum class State { waiting, running, done } state = State::waiting;
  std::exception_ptr failure;
  std::condition_variable has_changed;  // one per job: a finished job wakes only its client
};

namespace {

// Analyses keep all processors busy.  A lower priority lets short requests, such as
// recommendations, run first.  On Linux the priority belongs to the thread.  A refusal is harmless.
void lower_priority() {
  constexpr int kNice = 5;
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNice);
}

}  // namespace

AnalysisQueue::AnalysisQueue(unsigned threads, std::size_t limit) : limit_(limit) {
  try {
    start_threads(threads_, threads, [this] { serve(); });
  } catch (...) {
    end();
    throw;
  }
}

AnalysisQueue::~AnalysisQueue() {
  end();
}

void AnalysisQueue::end() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  job_ready_.notify_all();
  threads_.clear();
}

std::size_t AnalysisQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

AnalysisQueue::Outcome AnalysisQueue::run(const std::function<void()>& work,
                                          const std::function<bool()>& is_wanted) {
  Job job{work, Job::State::waiting, {}, {}};
  std::unique_lock lock(mutex_);
  // A free thread takes a job at once.
  if (waiting_.size() >= limit_ + idle_) return Outcome::full;
  waiting_.push_back(&job);
  job_ready_.notify_one();
  while (job.state != Job::State::done) {
    job.has_changed.wait_for(lock, 100ms);
    if (job.state != Job::State::waiting) continue;
    lock.unlock();
    const bool wanted = is_wanted();
    lock.lock();
    if (wanted || job.state != Job::State::waiting) continue;
    std::erase(waiting_, &job);
    return Outcome::unwanted;
  }
  if (job.failure) std::rethrow_exception(job.failure);
  return Outcome::done;
}

void AnalysisQueue::serve() {
  lower_priority();
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    job_ready_.wait(lock, [&] { return ending_ || !waiting_.empty(); });
    --idle_;
    if (waiting_.empty()) return;
    Job* job = waiting_.front();
    waiting_.pop_front();
    job->state = Job::State::running;
    lock.unlock();
    std::exception_ptr failure;
    try {
      job->work();
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    job->failure = failure;
    job->state = Job::State::done;
    job->has_changed
        .notify_one();  // under the lock: without it the client may destroy the job first
  }
}

}  // namespace melsift::web
