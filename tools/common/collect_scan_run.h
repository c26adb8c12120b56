// One pass of collect scan over folders and files.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "catalogue/store.h"
#include "common/collect_scan_track.h"
#include "common/command.h"
#include "common/inputs.h"

namespace melsift::tools {

struct ScanOptions {
  std::vector<std::string> operands;
  std::string database;
  std::string model;  // empty: none
  bool no_sound = false;
  bool prune = false;
  bool retry = false;
  bool guess_language = false;
  unsigned threads = 0;
};

class Scan {
 public:
  Scan(Command& command, const ScanOptions& options, catalogue::Store& store,
       const TrackReader& reader);

  // Throws Error where the catalogue can't be written.
  void run();

 private:
  struct Task;

  bool next(Task& task);
  void look_for_lost_files();
  bool is_known(const Task& task) const;
  void work(Task& task) const;
  void read(Task& task) const;
  bool has_settings(const catalogue::KnownFile& file) const;
  void enter(Task&& task);
  std::optional<catalogue::KnownFile> take_lost_file(const Task& task);
  void enter_failure(const Task& task);
  void count_lost_files();
  void say_summary() const;

  Command& command_;
  const ScanOptions& options_;
  catalogue::Store& store_;
  const TrackReader& reader_;
  Inputs inputs_;
  // Those that are no longer there, by the hash of their content; known from the first file on that
  // the catalogue doesn't have, and from then on only read, by all threads.
  std::optional<std::unordered_multimap<std::uint64_t, catalogue::KnownFile>> lost_files_;
  std::unordered_set<long long> renamed_tracks_;
  long long same_ = 0, added_ = 0, changed_ = 0, renamed_ = 0, failed_ = 0, failed_before_ = 0;
  long long lost_ = 0, guessed_ = 0;
  bool prunes_ = false;
};

}  // namespace melsift::tools
