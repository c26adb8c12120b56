// One pass of collect scan over folders and files.
#pragma once

#include <string>
#include <vector>

#include "analysis/track_reader.h"
#include "catalogue/store.h"
#include "scan/scanner.h"
#include "tools/kit/command.h"
#include "tools/tracks/inputs.h"

namespace melsift::tools {

struct ScanOptions {
  std::vector<std::string> operands;
  std::string database;
  std::vector<std::string> models;  // none: the bundled ones
  InputOptions inputs;
  std::string tag_encoding;  // empty: none was given; "auto": by a guess
  bool prune = false;
  bool guess_language = false;
  scan::Settings settings;
};

class Scan {
 public:
  // Keeps references to all arguments.
  Scan(Command& command, const ScanOptions& options, catalogue::Store& store,
       const analysis::TrackReader& reader);
  Scan(const Scan&) = delete;
  Scan& operator=(const Scan&) = delete;

  // Throws Error if the catalogue can't be written.
  void run();

 private:
  bool next(scan::Candidate& candidate);
  void find_lost_tracks();
  void print_summary() const;

  Command& command_;
  const ScanOptions& options_;
  catalogue::Store& store_;
  Inputs inputs_;
  scan::Watcher watcher_;
  scan::Scanner scanner_;
  long long lost_ = 0, guessed_ = 0;
  bool prunes_ = false;
};

}  // namespace melsift::tools
