#include "tools/extract/collection.h"

#include <filesystem>
#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "feature/front_end.h"
#include "record/resumable_file.h"
#include "record/writer.h"
#include "tools/kit/progress.h"

namespace melsift::tools {
namespace {

using record::ResumableFile;
using record::TrackMemory;

// A track of the input, and what is known of it.
struct Task {
  Input input;
  TrackMemory memory;
  std::uint64_t hash = 0;  // of the record that it came as
};

struct Outcome {
  explicit Outcome(Task& task)
      : attempt(task.input), memory(std::move(task.memory)), hash(task.hash) {}

  Attempt attempt;
  TrackMemory memory;
  std::uint64_t hash;
  TrackMemory::Part records = nullptr;  // these hold still
  TrackMemory::Part failure = nullptr;  // it would only fail again
  std::string lines;                    // else the new records
};

// One run over the input.
class Resumption {
 public:
  Resumption(Command& command, Inputs& inputs, ResumableFile& file,
             const CollectionOptions& options)
      : command_(command), inputs_(inputs), file_(file), options_(options) {}

  bool next(Task& task) {
    if (!inputs_.next(task.input)) return false;
    try {
      task.hash = hash(record::to_json(task.input.record));
    } catch (const Error&) {  // a path that is not UTF-8: it has no records, at most a failure
    }
    task.memory = file_.recall(task.input.record.path, task.hash);
    return true;
  }

  template <class Work>
  Outcome attempt(Task& task, const Work& work) const {
    Outcome outcome(task);
    if (!task.input.audio) recognize(outcome);  // nothing tells whether sound on stdin is the same
    if (outcome.records || outcome.failure) return outcome;
    outcome.attempt.run([&] {
      for (const record::Record& record : work(task.input)) {
        record::append_json(outcome.lines, record);
        outcome.lines += '\n';
      }
    });
    return outcome;
  }

  void emit(const Outcome& outcome) {
    const Attempt& attempt = outcome.attempt;
    if (outcome.records) {
      file_.keep(outcome.memory, *(outcome.memory.*outcome.records));
      command_.count_done();
    } else if (outcome.failure) {
      file_.keep_failure(outcome.memory, *(outcome.memory.*outcome.failure));
      command_.count_failed_before();
      ++failed_before_;
    } else if (attempt.failure) {
      file_.fail(outcome.memory, attempt.failure_entry());
      command_.count_failed(*attempt.failure);
    } else {
      file_.add(outcome.memory, {attempt.path, attempt.stamp, "", outcome.hash, 0, 0},
                outcome.lines);
      command_.count_done();
    }
  }

  void finish() {
    const bool prune = options_.prune && inputs_.whole();
    if (options_.prune && !prune)
      command_.warning("nothing is pruned, because not all of the input could be read");
    const auto counts = file_.finish(prune);
    if (counts.kept + counts.dropped > 0)
      command_.note("kept " + std::to_string(counts.kept) + " tracks, extracted " +
                    std::to_string(counts.added) + ", dropped " + std::to_string(counts.dropped));
    if (failed_before_ > 0)
      command_.note(std::to_string(failed_before_) + " tracks failed before and are in " +
                    options_.errors + "; --retry tries them again");
  }

 private:
  // Finds out whether what is known holds still.
  void recognize(Outcome& outcome) const {
    const TrackMemory& memory = outcome.memory;
    const Attempt& attempt = outcome.attempt;
    outcome.records = memory.same_records(attempt.stamp, outcome.hash);
    if (!outcome.records && !options_.prune && !attempt.stamp && is_gone(attempt.path))
      outcome.records = memory.last_records();
    if (!outcome.records && !options_.retry) outcome.failure = memory.same_failure(attempt.stamp);
  }

  Command& command_;
  Inputs& inputs_;
  ResumableFile& file_;
  const CollectionOptions& options_;
  std::size_t failed_before_ = 0;
};

}  // namespace

void add_options(Command& command, CollectionOptions& options) {
  const auto flag = [&](const char* name, bool& value, const char* help) {
    return command.parser().flag(name, value, help).group("Collections");
  };
  const auto resume =
      flag("--resume", options.resume, "go on where a run ended; do again what has changed since");
  flag("--prune", options.prune, "with --resume: drop records of tracks whose file is gone")
      .needs(resume);
  const auto errors = command.parser()
                          .option("--errors", options.errors,
                                  "write failures here as records; --resume passes over them")
                          .value_name("FILE")
                          .group("Collections");
  flag("--retry", options.retry, "with --resume and --errors: try failures again")
      .needs(resume)
      .needs(errors);
}

void check(const CollectionOptions& options, const std::string& output, record::Format format) {
  if (options.errors == "-") throw UsageError("--errors requires a file name");
  if (options.resume && output == "-") throw UsageError("--resume requires --output");
  if (options.resume && format != record::Format::jsonl)
    throw UsageError("--resume requires --format jsonl");
  if (!options.errors.empty() && std::filesystem::path(options.errors).lexically_normal() ==
                                     std::filesystem::path(output).lexically_normal())
    throw UsageError("--errors and --output name the same file");
}

FailureList::FailureList(const std::string& path) {
  if (!path.empty()) file_.emplace(path);
}

void FailureList::write(const record::JournalEntry& failure) {
  if (file_) file_->write(record::to_line(failure));
}

void FailureList::close() {
  if (file_) file_->close();
}

void resume_tracks(Command& command, Inputs& inputs, unsigned threads, const std::string& output,
                   const std::string& settings, const CollectionOptions& options,
                   const std::function<std::vector<record::Record>(Input&)>& work) {
  ResumableFile file({output, options.errors}, settings,
                     [&](const std::string& path, const std::string& made_with) {
                       if (const auto differs = feature::difference(made_with, settings))
                         throw Error(ErrorKind::invalid_argument, path,
                                     "was made with other settings: " + *differs);
                     });
  Resumption run(command, inputs, file, options);
  {
    Progress progress(command, "tracks", [&](const auto& stop) { return inputs.count(stop); });
    ordered_pipeline<Task, Outcome>(
        threads, [&](Task& task) { return run.next(task); },
        [&](Task& task) { return run.attempt(task, work); },
        [&](Outcome&& outcome) {
          run.emit(outcome);
          progress.step();
        });
  }
  run.finish();
}

}  // namespace melsift::tools
