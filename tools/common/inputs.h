// What the tools that work on tracks are given: audio files, folders, files of records (told by
// their name or first bytes), or standard input or another pipe, which may be audio, records or a
// list of paths; its first bytes tell.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/command.h"
#include "record/reader.h"
#include "record/record.h"

namespace melsift::tools {

// One track.
struct Input {
  record::Record record;             // path at least; all fields where it came as a record
  std::optional<std::string> bytes;  // the audio itself, where it came through standard input
  std::string where;                 // how messages call it: its path, or "tracks.jsonl:17"
};

// The tracks that a tool's operands stand for, one by one, in order; memory does not grow with
// their number.  No operand is standard input; that being a terminal is a usage error.
class Inputs {
 public:
  Inputs(Command& command, std::vector<std::string> operands);

  // The next track; false at the end.  What can't be read is reported, counted and passed over.
  bool next(Input& input);

 private:
  void open(const std::string& operand);
  void open_stream(const std::string& path);
  bool next_record(Input& input);

  Command& command_;
  std::deque<std::string> operands_;
  std::deque<Input> pending_;  // of a folder, a list or a single file
  std::optional<record::Reader> reader_;
};

// For each track: `work` on one of `threads` threads (an Error it throws is reported and counted),
// then, in the order of the input and on the caller's thread, `emit` with the record.
void for_each_track(Command& command, Inputs& inputs, unsigned threads,
                    const std::function<void(Input&)>& work,
                    const std::function<void(const record::Record&)>& emit);

}  // namespace melsift::tools
