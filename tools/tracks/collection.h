// Work on collections that are too large to be begun anew: --resume, --prune, --errors, --retry,
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

// Throws what makes a usage error where they don't go together, or with the output.
void check(const CollectionOptions& options, const std::string& output, record::Format format);

// Failures as records in a file that appears when it is closed; without a name, nothing.
class FailureList {
 public:
  explicit FailureList(const std::string& path);
  void write(const resume::JournalEntry& failure);
  void close();

 private:
  std::optional<OutputFile> file_;
};

// As for_each_track, the records going into `output` as JSON Lines: those of tracks that it has
// already are kept, unless the track's file has changed since; see melsift-extract(1).  `settings`,
// "name key=value ...", must be what `output` was made with.  Throws Error.
void resume_tracks(Command& command, Inputs& inputs, unsigned threads, const std::string& output,
                   const std::string& settings, const CollectionOptions& options,
                   const std::function<std::vector<record::Record>(Input&)>& work);

}  // namespace melsift::tools
