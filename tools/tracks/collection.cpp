#include "tools/tracks/collection.h"

#include <filesystem>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/parallel.h"
#include "feature/front_end.h"
#include "resume/resumption.h"
#include "tools/kit/progress.h"

namespace melsift::tools {
namespace {

using resume::Resumption;

struct Task {
  Input input;
  std::optional<Resumption::Task> begun;
};

void finish(Command& command, const Inputs& inputs, const CollectionOptions& options,
            Resumption& run) {
  if (options.prune && !inputs.whole())
    command.warning("nothing is pruned, because not all of the input could be read");
  const auto counts = run.finish(inputs.whole());
  if (counts.kept + counts.dropped > 0)
    command.note("kept " + std::to_string(counts.kept) + " tracks, " + std::string(options.verb) +
                 " " + std::to_string(counts.added) + ", dropped " +
                 std::to_string(counts.dropped));
  if (run.failed_before() > 0)
    command.note(std::to_string(run.failed_before()) + " tracks failed before and are in " +
                 options.errors + "; --retry tries them again");
}

void count(Command& command, const Resumption::Outcome& outcome) {
  using Fate = Resumption::Fate;
  if (outcome.fate == Fate::failed) return command.count_failed(outcome.task.attempt.failure->what());
  if (outcome.fate == Fate::failed_before) return command.count_failed_before();
  command.count_done();
}

}  // namespace

void add_options(Command& command, CollectionOptions& options) {
  const auto flag = [&](const char* name, bool& value, const char* help) {
    return command.parser().flag(name, value, help).group("Collections");
  };
  const auto resume =
      flag("--resume", options.resume, "resume an interrupted run; analyse changed files again");
  flag("--prune", options.prune, "with --resume: drop records of deleted files").needs(resume);
  const auto errors = command.parser()
                          .option("--errors", options.errors,
                                  "write failures to FILE as records; --resume skips them")
                          .value_name("FILE")
                          .group("Collections");
  command.parser()
      .option("--wait-lock", options.wait_lock_s,
              "with --resume: wait up to S seconds while another process writes the output")
      .value_name("S")
      .range(0.0, 1e9)
      .needs(resume)
      .group("Collections");
  flag("--retry", options.retry, "with --resume and --errors: retry failed tracks")
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

void FailureList::write(const resume::JournalEntry& failure) {
  if (file_) file_->write(resume::to_line(failure));
}

void FailureList::close() {
  if (file_) file_->close();
}

void resume_tracks(Command& command, Inputs& inputs, unsigned threads, const std::string& output,
                   const std::string& settings, const CollectionOptions& options,
                   const std::function<std::vector<record::Record>(Input&)>& work) {
  resume::ResumableFile file(
      {output, options.errors}, settings,
      [&](const std::string& path, const std::string& made_with) {
        if (const auto differs = feature::difference(made_with, settings))
          throw Error(ErrorKind::invalid_argument, path,
                      "was made with other settings: " + *differs);
      },
      options.wait_lock_s);
  Resumption run(file, {options.prune, options.retry});
  {
    Progress progress(command, "tracks", [&](const auto& stop) { return inputs.count(stop); });
    ordered_pipeline<Task, Resumption::Outcome>(
        threads,
        [&](Task& task) {
          if (!inputs.next(task.input)) return false;
          task.begun = run.begin(attempt_on(task.input), task.input.record);
          return true;
        },
        [&](Task& task) {
          return run.attempt(std::move(*task.begun), [&] { return work(task.input); });
        },
        [&](Resumption::Outcome&& outcome) {
          run.enter(outcome);
          count(command, outcome);
          progress.step();
        });
  }
  name_items(command, inputs);
  finish(command, inputs, options, run);
}

}  // namespace melsift::tools
