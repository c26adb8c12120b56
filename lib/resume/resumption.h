// A run that updates a resumable file of records: it keeps the records of unchanged tracks and
// processes the others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "record/record.h"
#include "resume/attempt.h"
#include "resume/resumable_file.h"

namespace melsift::resume {

class Resumption {
 public:
  struct Options {
    bool prune = false;  // drop records of tracks that the input does not name and that are gone
    bool retry = false;  // process tracks that failed in an earlier run
  };

  // A track of the input, and its records or failure of an earlier run.
  struct Task {
    Attempt attempt;
    TrackMemory memory;
    std::uint64_t input = 0;  // hash of the track's input record
  };
  enum class Fate { kept, added, failed, failed_before };
  struct Outcome {
    Task task;
    Fate fate = Fate::failed;
    TrackMemory::Part known = nullptr;  // the records or the failure that are still valid
    std::string lines;                  // new records
  };

  Resumption(ResumableFile& file, const Options& options) : file_(file), options_(options) {}

  // Must be called in the order of the input, by one thread.
  Task begin(Attempt attempt, const record::Record& track);
  // Calls `work`, unless the result of an earlier run still holds.  Any thread may call it.
  Outcome attempt(Task&& task, const std::function<std::vector<record::Record>()>& work) const;
  // Adds the outcomes, in the order of the input.  Throws Error io.
  void enter(const Outcome& outcome);
  // Renames the file to its final name.  `whole`: all of the input was read; otherwise nothing is
  // pruned.  Throws Error io.
  ResumableFile::Counts finish(bool whole);

  std::size_t failed_before() const { return failed_before_; }

 private:
  bool recognize(Outcome& outcome) const;

  ResumableFile& file_;
  Options options_;
  std::size_t failed_before_ = 0;
};

}  // namespace melsift::resume
