// Files under names that no other process uses, also on other machines.
#pragma once

#include <string>
#include <vector>

namespace melsift::resume {

// Names such as PREFIX.HOST-PID-N for the files of this process, where N is random.
class PrivateFiles {
 public:
  explicit PrivateFiles(std::string prefix) : prefix_(std::move(prefix)) {}

  // A new name.
  std::string make_name() const;
  // All files whose names begin like this, of any process.
  std::vector<std::string> existing() const;
  // Removes the files of processes of this machine that have ended, and files that are older than
  // an hour: a process keeps them for seconds.
  void remove_abandoned() const;

 private:
  std::string prefix_;
};

}  // namespace melsift::resume
