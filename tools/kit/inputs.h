// What the tools that work on tracks are given: audio files, folders, files of records (told by
// their name or first bytes), or standard input or another pipe, which may be audio, records or a
// list of paths; its first bytes tell.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/track.h"
#include "audio/folder.h"
#include "base/disk_file.h"
#include "record/lines.h"
#include "record/record.h"
#include "record/source.h"
#include "resume/attempt.h"
#include "resume/journal.h"
#include "tools/kit/command.h"

namespace melsift::tools {

using Input = analysis::Track;

// The tracks that a tool's operands stand for, one by one, in order; memory does not grow with
// their number.  No operand is standard input; that being a terminal is a usage error.
class Inputs {
 public:
  Inputs(Command& command, std::vector<std::string> operands);

  // The next track; false at the end.  What can't be read is reported, counted and passed over.
  // The command is told what it counts: files, records, or inputs where it is both.
  bool next(Input& input);
  // Whether the last track was a record of a file on disk: more may be had without waiting.
  bool has_more_at_hand() const { return records_ && on_disk_; }

  // Whether all could be read so far.
  bool whole() const { return whole_; }
  // How many tracks there are in all; nothing where it takes reading a pipe to tell.  Looks for
  // itself, from the beginning, until it is asked to stop.
  std::optional<std::size_t> count(const std::stop_token& stop) const;

 private:
  void open(const std::string& operand);
  void open_stream(const std::string& path);
  // The next track of the operand that is open; false where there is none (left).
  bool next_of_operand(Input& input);
  void failed(std::string_view message);
  void name_items(bool records);

  Command& command_;
  std::vector<std::string> operands_;
  std::size_t next_operand_ = 0;
  bool whole_ = true;
  bool on_disk_ = false;  // the operand that is open
  bool had_files_ = false, had_records_ = false;
  // Of these one is open.
  std::optional<Input> single_;
  std::optional<audio::FolderWalk> walk_;
  std::optional<record::LineSource> paths_;
  std::optional<record::Source> records_;
  bool walk_found_ = false;
};

// The work on a track of the input.
resume::Attempt attempt_on(const Input& input);

// A track that is worked on with others: `work` gives it records, unless it has failed.
struct TrackTask {
  explicit TrackTask(Input&& given) : input(std::move(given)), attempt(attempt_on(input)) {}

  Input input;
  resume::Attempt attempt;
  std::vector<record::Record> records;
};

// For each track: `work` on one of `threads` threads gives its records (an Error it throws is
// reported and counted, and `failed` is told), then, in the order of the input and on the caller's
// thread, `emit` with each of them.  Shows the progress.
void for_each_track(Command& command, Inputs& inputs, unsigned threads,
                    const std::function<std::vector<record::Record>(Input&)>& work,
                    const std::function<void(const record::Record&)>& emit,
                    const std::function<void(const resume::JournalEntry&)>& failed = {});

// The same, where it is faster to work on several records together: `work` is given some tasks,
// more than one where they are records of a file on disk.
void for_each_batch(Command& command, Inputs& inputs, unsigned threads,
                    const std::function<void(std::span<TrackTask>)>& work,
                    const std::function<void(const record::Record&)>& emit,
                    const std::function<void(const resume::JournalEntry&)>& failed = {});

}  // namespace melsift::tools
