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

// Adds the operands of tools whose inputs are tracks.
const std::vector<std::string>& track_operands(Command& command);

struct InputOptions {
  std::string shard;            // part of the inputs, see analysis::parse_shard(); empty: all
  bool null_separated = false;  // standard input is a list of paths separated by NUL
};

// Adds --shard and -0/--null.
void add_options(OptionParser& parser, InputOptions& options);

// The inputs named by `operands`, or standard input without operands.  Throws UsageError if that is
// a terminal, or for a bad shard.  The command reports and counts inputs that can't be read.
Inputs open_inputs(Command& command, std::vector<std::string> operands,
                   const InputOptions& options = {});
// Sets, after the work, what the command has counted: files, records, or inputs if both occurred.
void name_items(Command& command, const Inputs& inputs);

// The work on a track of the input.
resume::Attempt attempt_on(const Input& input);

// A track of a batch: `work` adds its records, unless it fails.
struct TrackTask {
  explicit TrackTask(Input&& given) : input(std::move(given)), attempt(attempt_on(input)) {}

  Input input;
  resume::Attempt attempt;
  std::vector<record::Record> records;
};

// For each track calls `work`, on one of `threads` threads, which returns its records, and then
// `emit` with each record, on the caller's thread and in the order of the input.  An Error thrown
// by `work` is reported, counted and passed to `failed`.  Shows the progress.
void for_each_track(Command& command, Inputs& inputs, unsigned threads,
                    const std::function<std::vector<record::Record>(Input&)>& work,
                    const std::function<void(const record::Record&)>& emit,
                    const std::function<void(const resume::JournalEntry&)>& failed = {});

// The same for work that is faster on several records together: `work` gets one task or, for
// records of a file on disk, several.
void for_each_batch(Command& command, Inputs& inputs, unsigned threads,
                    const std::function<void(std::span<TrackTask>)>& work,
                    const std::function<void(const record::Record&)>& emit,
                    const std::function<void(const resume::JournalEntry&)>& failed = {});

}  // namespace melsift::tools
