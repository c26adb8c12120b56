// The processes that train one network together.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>

namespace melsift::model {

// All processes make the same calls in the same order; send() meets receive().  Messages have the
// same size on both sides.
class ProcessGroup {
 public:
  virtual ~ProcessGroup() = default;
  ProcessGroup(const ProcessGroup&) = delete;
  ProcessGroup& operator=(const ProcessGroup&) = delete;

  virtual unsigned rank() const = 0;  // of this process, from 0
  virtual unsigned size() const = 0;  // processes
  virtual void send(unsigned to, std::span<const char> bytes) = 0;
  virtual void receive(unsigned from, std::span<char> bytes) = 0;
  // Replaces the bytes by those of rank 0.
  virtual void broadcast(std::span<char> bytes) = 0;
  // Whether it is true on any rank.
  virtual bool any(bool value) = 0;

 protected:
  ProcessGroup() = default;
};

// This process alone.
class SingleProcess : public ProcessGroup {
 public:
  unsigned rank() const override { return 0; }
  unsigned size() const override { return 1; }
  void send(unsigned, std::span<const char>) override {}
  void receive(unsigned, std::span<char>) override {}
  void broadcast(std::span<char>) override {}
  bool any(bool value) override { return value; }
};

// The processes that Open MPI's mpirun has started, or this one alone if it was started otherwise.
// `environment` looks up a variable, nullptr if it is not set.  One object may exist, on one
// thread. Throws Error unsupported if melsift is built without Open MPI; io if the library can't be
// loaded.
std::unique_ptr<ProcessGroup> open_process_group(
    const std::function<const char*(const char*)>& environment);

}  // namespace melsift::model
