// Scanning a folder in the background.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace melsift::web {

// Thread-safe.  One at a time.
class ScanJob {
 public:
  enum class State { running, done, failed };
  static constexpr std::size_t kMaxFailures = 100;
  struct Status {
    std::string job;
    State state = State::running;
    long long done = 0, total = 0, added = 0, failed = 0;
    long long dropped = 0;  // tracks whose files are gone, if they were to be dropped
    std::string error;
    // The first files that failed, each with the reason: "album/a.mp3: is empty", relative to the
    // folder.  At most kMaxFailures.
    std::vector<std::string> failures;
  };

  // Scans into the catalogue `database` with these model files, like collect scan -m.  `changed` is
  // called at each change of the status, from the scan's thread.
  ScanJob(std::string database, std::vector<std::string> models, unsigned threads,
          std::function<void(const Status&)> changed);
  ~ScanJob();  // ends the scan after the current files
  ScanJob(const ScanJob&) = delete;
  ScanJob& operator=(const ScanJob&) = delete;

  // The job's id; nothing if one runs already.  With `prune`, tracks of the folder whose files are
  // gone are dropped after a scan that could list all of it.  Throws Error io, with nothing
  // changed, if the system refuses a thread.
  std::optional<std::string> start(const std::string& folder, bool prune);
  // Nothing if there was no scan yet.
  std::optional<Status> status() const;

 private:
  void run(const std::stop_token& stop, const std::string& folder, bool prune, Status status);
  void scan(const std::stop_token& stop, const std::string& folder, bool prune, Status& status);
  void set(const Status& status);

  const std::string database_;
  const std::vector<std::string> models_;
  const unsigned threads_;
  const std::function<void(const Status&)> changed_;
  mutable std::mutex mutex_;
  std::optional<Status> status_;
  std::jthread thread_;
};

}  // namespace melsift::web
