// One pass over music files, whose tags and sound go into a catalogue.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analysis/track_reader.h"
#include "catalogue/store.h"

namespace melsift::scan {

struct Settings {
  bool no_sound = false;  // only the tags are read
  bool retry = false;     // files too that failed before and haven't changed since
  unsigned threads = 1;
};

// A file to be looked at.
struct Candidate {
  std::string path;
  std::string where;    // how messages call it
  std::string failure;  // why a catalogue can't hold it, without `where`; empty if it can
};

struct Counts {
  long long same = 0, added = 0, changed = 0, renamed = 0, failed = 0, failed_before = 0;

  long long done() const { return same + added + changed + renamed; }
  long long all() const { return done() + failed + failed_before; }
};

// Told behind each file, in the order of the input, on the thread that runs the scan.
struct Watcher {
  std::function<void()> done;
  std::function<void(const std::string& message)> failed;
  std::function<void()> failed_before;  // an earlier scan has said why
};

class Scanner {
 public:
  // All is kept by reference.  Files that are known, unchanged and were worked on with the reader's
  // settings are passed over; one with the content of a file that is gone is that file, renamed.
  Scanner(catalogue::Store& store, const analysis::TrackReader& reader, const Settings& settings,
          const Watcher& watcher);

  // Until `next` returns false.  Throws Error where the catalogue can't be written.
  void run(const std::function<bool(Candidate&)>& next);
  const Counts& counts() const { return counts_; }

 private:
  struct Task;

  bool take(Candidate&& candidate, Task& task);
  void look_for_lost_files();
  bool is_known(const Task& task) const;
  void work(Task& task) const;
  bool has_settings(const catalogue::KnownFile& file) const;
  void enter(Task&& task);
  std::optional<catalogue::KnownFile> take_lost_file(const Task& task);
  void enter_failure(const Task& task);

  catalogue::Store& store_;
  const analysis::TrackReader& reader_;
  const Settings& settings_;
  const Watcher& watcher_;
  // Those that are no longer there, by the hash of their content; known from the first file on that
  // the catalogue doesn't have, and from then on only read, by all threads.
  std::optional<std::unordered_multimap<std::uint64_t, catalogue::KnownFile>> lost_files_;
  std::unordered_set<long long> renamed_tracks_;
  Counts counts_;
};

}  // namespace melsift::scan
