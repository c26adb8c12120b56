#include "web/scan_job.h"

#include <chrono>
#include <span>
#include <utility>
#include <vector>

#include "analysis/track_reader.h"
#include "audio/folder.h"
#include "base/path_form.h"
#include "base/thread_start.h"
#include "catalogue/store.h"
#include "scan/pruning.h"
#include "scan/scanner.h"
#include "web/token.h"

namespace melsift::web {
namespace {

constexpr auto kEventInterval = std::chrono::milliseconds(200);

}  // namespace

ScanJob::ScanJob(std::string database, std::vector<std::string> models, unsigned threads,
                 std::function<void(const Status&)> changed)
    : database_(std::move(database)),
      models_(std::move(models)),
      threads_(threads),
      changed_(std::move(changed)) {}

ScanJob::~ScanJob() {
  thread_.request_stop();
}

std::optional<ScanJob::Status> ScanJob::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

std::optional<std::string> ScanJob::start(const std::string& folder, bool prune) {
  const std::lock_guard lock(mutex_);
  if (status_ && status_->state == State::running) return std::nullopt;
  Status status;
  status.job = random_hex(8);
  // The thread waits for the lock before its first event, so the state can be set after its start:
  // without a thread, there is no scan.
  thread_ = start_thread("the thread of the scan",
                         [this, folder, prune, status](const std::stop_token& stop) {
                           run(stop, folder, prune, status);
                         });
  status_ = status;
  return status.job;
}

void ScanJob::set(const Status& status) {
  {
    const std::lock_guard lock(mutex_);
    status_ = status;
  }
  changed_(status);
}

void ScanJob::run(const std::stop_token& stop, const std::string& folder, bool prune,
                  Status status) {
  try {
    scan(stop, folder, prune, status);
    status.state = State::done;
  } catch (const std::exception& error) {
    status.state = State::failed;
    status.error = error.what();
  }
  set(status);
}

void ScanJob::scan(const std::stop_token& stop, const std::string& folder, bool prune,
                   Status& status) {
  std::vector<std::string> unlisted;
  const std::vector<std::string> files = audio::audio_files(folder, unlisted);
  status.failed = static_cast<long long>(unlisted.size());
  status.total = static_cast<long long>(files.size());
  const auto note_failure = [&](std::string message) {
    if (status.failures.size() == kMaxFailures) return;
    if (message.starts_with(folder + "/")) message.erase(0, folder.size() + 1);
    status.failures.push_back(std::move(message));
  };
  for (const std::string& message : unlisted) note_failure(message);
  set(status);
  const analysis::TrackReader reader(models_, true, threads_);
  auto store = catalogue::Store::open(database_, catalogue::Mode::write);
  scan::Settings settings;
  settings.threads = threads_;
  auto last_event = std::chrono::steady_clock::now();
  const auto step = [&] {
    ++status.done;
    if (std::chrono::steady_clock::now() - last_event < kEventInterval) return;
    last_event = std::chrono::steady_clock::now();
    set(status);
  };
  scan::Watcher watcher;
  const scan::Scanner* running = nullptr;
  const auto count = [&] {
    status.added = running->counts().added;
    status.failed = static_cast<long long>(unlisted.size()) + running->counts().failed +
                    running->counts().failed_before;
    step();
  };
  watcher.done = count;
  watcher.failed = [&](const std::string& message) {
    note_failure(message);
    count();
  };
  watcher.failed_before = [&] {
    // The watcher is called for each file, in order.
    const std::string& file = files[static_cast<std::size_t>(status.done)];
    if (const auto failure = store.find_failure(absolute_path(file)))
      note_failure(file + ": " + failure->error);
    count();
  };
  scan::Scanner scanner(store, reader, settings, watcher);
  running = &scanner;
  std::size_t next = 0;
  scanner.run([&](scan::Candidate& candidate) {
    if (next == files.size() || stop.stop_requested()) return false;
    candidate.path = candidate.where = files[next++];
    return true;
  });
  const std::span<const std::string> scanned(&folder, 1);
  if (prune && unlisted.empty() && !stop.stop_requested() && scan::may_prune(scanned))
    status.dropped = scan::find_lost_tracks(store, scanned, true).lost;
}

}  // namespace melsift::web
