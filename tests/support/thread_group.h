// Processes of a training as threads of this one.
#pragma once

#include <algorithm>
#include <barrier>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "model/process_group.h"

namespace melsift::test {

// What the threads have in common.
class ThreadGroup {
 public:
  explicit ThreadGroup(unsigned size) : size_(size), barrier_(static_cast<std::ptrdiff_t>(size)) {}

  // Calls body(group) on each of `size` threads, and waits for all.
  void run(const std::function<void(model::ProcessGroup&)>& body) {
    std::vector<std::thread> threads;
    for (unsigned rank = 0; rank < size_; ++rank)
      threads.emplace_back([&, rank] {
        Member member(*this, rank);
        body(member);
      });
    for (std::thread& thread : threads) thread.join();
  }

 private:
  class Member : public model::ProcessGroup {
   public:
    Member(ThreadGroup& group, unsigned rank) : group_(group), rank_(rank) {}
    unsigned rank() const override { return rank_; }
    unsigned size() const override { return group_.size_; }
    void send(unsigned to, std::span<const char> bytes) override {
      const std::lock_guard lock(group_.mutex_);
      group_.mail_[{rank_, to}].emplace_back(bytes.begin(), bytes.end());
      group_.arrived_.notify_all();
    }
    void receive(unsigned from, std::span<char> bytes) override {
      std::unique_lock lock(group_.mutex_);
      auto& mail = group_.mail_[{from, rank_}];
      group_.arrived_.wait(lock, [&] { return !mail.empty(); });
      std::copy_n(mail.front().begin(), bytes.size(), bytes.begin());
      mail.pop_front();
    }
    void broadcast(std::span<char> bytes) override {
      for (unsigned to = 1; rank_ == 0 && to < size(); ++to) send(to, bytes);
      if (rank_ > 0) receive(0, bytes);
    }
    bool any(bool value) override {
      if (value) {
        const std::lock_guard lock(group_.mutex_);
        group_.any_ = true;
      }
      group_.barrier_.arrive_and_wait();
      const bool result = group_.any_;
      group_.barrier_.arrive_and_wait();
      if (rank_ == 0) group_.any_ = false;
      group_.barrier_.arrive_and_wait();
      return result;
    }

   private:
    ThreadGroup& group_;
    unsigned rank_;
  };

  unsigned size_;
  std::barrier<> barrier_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::map<std::pair<unsigned, unsigned>, std::deque<std::string>> mail_;
  bool any_ = false;
};

}  // namespace melsift::test
