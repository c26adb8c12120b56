#include "tools/tracks/inputs.h"

#include <cstdlib>
#include <utility>

#include <unistd.h>

#include "base/error.h"
#include "base/parallel.h"
#include "tools/kit/progress.h"

namespace melsift::tools {
namespace {

std::vector<std::string> or_standard_input(std::vector<std::string> operands) {
  if (!operands.empty()) return operands;
  if (::isatty(STDIN_FILENO) == 1)
    throw UsageError("a file, a folder, or data on standard input is required");
  return {"-"};
}

}  // namespace

const std::vector<std::string>& track_operands(Command& command) {
  return command.operands("input",
                          "audio files, folders or record files; - reads audio, a tar archive, "
                          "records or paths from standard input");
}

void add_options(OptionParser& parser, InputOptions& options) {
  parser
      .option("--shard", options.shard,
              "work on part I of N of the inputs; auto takes the part from Slurm or Kubernetes")
      .value_name("I/N|auto|auto/N");
  parser.flag("-0,--null", options.null_separated,
              "standard input is a list of paths separated by NUL (find -print0)");
}

Inputs open_inputs(Command& command, std::vector<std::string> operands,
                   const InputOptions& options) {
  Inputs inputs(
      or_standard_input(std::move(operands)),
      [&command](std::string_view message) { command.count_failed(message); },
      options.null_separated ? Inputs::Separator::nul : Inputs::Separator::newline);
  if (options.shard.empty()) return inputs;
  command.check([&] {
    const auto environment = [](const char* name) { return std::getenv(name); };
    inputs.select(analysis::parse_shard(options.shard, environment));
  });
  return inputs;
}

void name_items(Command& command, const Inputs& inputs) {
  if (inputs.had_files() || inputs.had_records())
    command.set_items(!inputs.had_records() ? "files" : inputs.had_files() ? "inputs" : "records");
}

resume::Attempt attempt_on(const Input& input) {
  return {input.record.path, input.where, input.audio == nullptr};
}

namespace {

constexpr std::size_t kLargestBatch = 32;  // enough for matrix products to be fast

using Batch = std::vector<TrackTask>;

void run_batches(Command& command, Inputs& inputs, unsigned threads, std::size_t largest,
                 const std::function<void(std::span<TrackTask>)>& work,
                 const std::function<void(const record::Record&)>& emit,
                 const std::function<void(const resume::JournalEntry&)>& failed) {
  Progress progress(command, "tracks", [&](const auto& stop) { return inputs.count(stop); });
  const auto finish = [&](TrackTask& task) {
    resume::Attempt& attempt = task.attempt;
    try {
      if (!attempt.failure)
        for (const record::Record& record : task.records) emit(record);
    } catch (const Error& failure) {
      if (failure.kind() == ErrorKind::io)
        throw;  // other records would not fit on a full disk either
      attempt.failure = failure;
    }
    if (attempt.failure) {
      if (failed) failed(attempt.failure_entry());
      command.count_failed(attempt.failure->what());
    } else {
      command.count_done();
    }
    progress.step();
  };
  ordered_pipeline<Batch, Batch>(
      threads,
      [&](Batch& batch) {
        for (Input& input : inputs.next_batch(largest)) batch.emplace_back(std::move(input));
        return !batch.empty();
      },
      [&](Batch& batch) {
        work(batch);
        return std::move(batch);
      },
      [&](Batch&& batch) {
        for (TrackTask& task : batch) finish(task);
      });
  name_items(command, inputs);
}

}  // namespace

void for_each_track(Command& command, Inputs& inputs, unsigned threads,
                    const std::function<std::vector<record::Record>(Input&)>& work,
                    const std::function<void(const record::Record&)>& emit,
                    const std::function<void(const resume::JournalEntry&)>& failed) {
  const auto work_on_one = [&](std::span<TrackTask> tasks) {
    TrackTask& task = tasks.front();
    task.attempt.run([&] { task.records = work(task.input); });
  };
  run_batches(command, inputs, threads, 1, work_on_one, emit, failed);
}

void for_each_batch(Command& command, Inputs& inputs, unsigned threads,
                    const std::function<void(std::span<TrackTask>)>& work,
                    const std::function<void(const record::Record&)>& emit,
                    const std::function<void(const resume::JournalEntry&)>& failed) {
  run_batches(command, inputs, threads, kLargestBatch, work, emit, failed);
}

}  // namespace melsift::tools
