// Scans music files and stores their tags and sound in a catalogue.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
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
  bool retry = false;     // also unchanged files that failed before
  // Leave known files whose tags were read in another encoding as they are.
  bool any_tag_encoding = true;
  unsigned threads = 1;
};

// A file to scan.
struct Candidate {
  std::string path;
  std::string where;    // its name in messages
  std::string failure;  // why a catalogue can't contain it, without `where`; empty if it can
};

struct Counts {
  long long same = 0, added = 0, changed = 0, renamed = 0, failed = 0, failed_before = 0;

  long long done() const { return same + added + changed + renamed; }
  long long all() const { return done() + failed + failed_before; }
};

// Called after each file, in the order of the input, on the thread that runs the scan.
struct Watcher {
  std::function<void()> done;
  std::function<void(const std::string& message)> failed;
  std::function<void()> failed_before;  // an earlier scan has reported the reason
};

class Scanner {
 public:
  // Keeps references to all arguments.  Skips known, unchanged files that were scanned with the
  // reader's settings; if only the settings of tags differ, it reads the tags again.  A file with
  // the content of a lost file is that file, renamed; one with its sound, see Store::put_file(), is
  // that file, renamed and retagged.  A file whose sound this build can't decode fails, but the
  // catalogue keeps its tags.
  Scanner(catalogue::Store& store, const analysis::TrackReader& reader, const Settings& settings,
          const Watcher& watcher);

  // Scans until `next` returns false.  Throws Error if the catalogue can't be written.
  void run(const std::function<bool(Candidate&)>& next);
  const Counts& counts() const { return counts_; }

 private:
  struct Task;

  bool take(Candidate&& candidate, Task& task);
  void look_for_lost_files();
  bool is_known(const Task& task) const;
  void work(Task& task) const;
  record::Record read(const std::shared_ptr<const audio::TrackFile>& file,
                      std::optional<Error>& failure) const;
  bool has_settings(const catalogue::KnownFile& file) const;
  bool has_tag_settings(const catalogue::KnownFile& file) const;
  void enter(Task&& task);
  std::optional<catalogue::KnownFile> take_lost_file(const Task& task);
  void count(catalogue::Stored stored);
  void enter_failure(const Task& task);

  catalogue::Store& store_;
  const analysis::TrackReader& reader_;
  const Settings& settings_;
  const Watcher& watcher_;
  // The lost files by the hash of their content.  They are found when the first file is new to the
  // catalogue; after that, all threads only read them.
  std::optional<std::unordered_multimap<std::uint64_t, catalogue::KnownFile>> lost_files_;
  std::unordered_set<long long> renamed_tracks_;
  Counts counts_;
};

}  // namespace melsift::scan
