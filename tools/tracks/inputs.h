// The operands of the tools that work on tracks, and the loop over them.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "analysis/inputs.h"
#include "record/record.h"
#include "resume/attempt.h"
#include "resume/journal.h"
#include "tools/kit/command.h"

namespace melsift::tools {

using Input = analysis::Track;
using Inputs = analysis::Inputs;

// Adds the operands of the tools whose inputs are tracks.
const std::vector<std::string>& track_operands(Command& command);

// Adds --shard, which selects a part of the inputs: see analysis::parse_shard().
void add_shard(OptionParser& parser, std::string& shard);

// The inputs that a command names; without operands standard input, unless that is a terminal,
// which is a usage error.  The command reports and counts inputs that can't be read.
// With a `shard`, only that part; a bad one is a usage error.
Inputs open_inputs(Command& command, std::vector<std::string> operands,
                   const std::string& shard = {});
// Tells the command, after the work, what it has counted: files, records, or inputs if there were
// both.
void name_items(Command& command, const Inputs& inputs);

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
