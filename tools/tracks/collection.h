// Options for collections that are too large to start again: --resume, --prune, --errors, --retry,
// --wait-lock.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "record/record.h"
#include "record/sink.h"
#include "resume/journal.h"
#include "tools/kit/command.h"
#include "tools/tracks/inputs.h"

namespace melsift::tools {

struct CollectionOptions {
  bool resume = false;
  bool prune = false;
  bool retry = false;
  std::string errors;                   // list of failures; empty: none
  double wait_lock_s = 0.0;             // for another process that writes the output
  std::string_view verb = "extracted";  // past tense of the work, for messages
};

void add_options(Command& command, CollectionOptions& options);

// Throws UsageError if options can't be combined with each other or with the output.
void check(const CollectionOptions& options, const std::string& output, record::Format format);

// Writes failures as records to a file, which only close() creates; without a name, nothing.
class FailureList {
 public:
  explicit FailureList(const std::string& path);
  void write(const resume::JournalEntry& failure);
  void close();

 private:
  std::optional<OutputFile> file_;
};

// Like for_each_track, but writes the records to `output` as JSON Lines.  Existing records are kept
// unless the track's file has changed; see melsift-extract(1).  `settings`, "name key=value ...",
// must equal the settings with which `output` was made.  Throws Error.
void resume_tracks(Command& command, Inputs& inputs, unsigned threads, const std::string& output,
                   const std::string& settings, const CollectionOptions& options,
                   const std::function<std::vector<record::Record>(Input&)>& work);

}  // namespace melsift::tools
