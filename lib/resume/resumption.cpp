#include "resume/resumption.h"

#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "record/writer.h"

namespace melsift::resume {

Resumption::Task Resumption::begin(Attempt attempt, const record::Record& track) {
  Task task{std::move(attempt), {}, 0};
  try {
    task.input = hash(record::to_json(track));
  } catch (const Error&) {  // its path is not UTF-8: it has no records, at most a failure
  }
  task.memory = file_.recall(track.path, task.input);
  return task;
}

// Sets the fate if the records or the failure of an earlier run still hold.
bool Resumption::recognize(Outcome& outcome) const {
  const auto& [attempt, memory, input] = outcome.task;
  if (!attempt.on_disk) return false;  // it is unknown whether audio on standard input is the same
  outcome.fate = Fate::kept;
  outcome.known = memory.same_records(attempt.stamp, input);
  if (!outcome.known && !options_.prune && !attempt.stamp && is_gone(attempt.path))
    outcome.known = memory.last_records();
  if (outcome.known) return true;
  outcome.fate = Fate::failed_before;
  if (!options_.retry) outcome.known = memory.same_failure(attempt.stamp);
  return outcome.known != nullptr;
}

Resumption::Outcome Resumption::attempt(
    Task&& task, const std::function<std::vector<record::Record>()>& work) const {
  Outcome outcome{std::move(task), Fate::failed, nullptr, {}};
  if (recognize(outcome)) return outcome;
  outcome.task.attempt.run([&] {
    for (const record::Record& record : work()) {
      record::append_json(outcome.lines, record);
      outcome.lines += '\n';
    }
  });
  outcome.fate = outcome.task.attempt.failure ? Fate::failed : Fate::added;
  return outcome;
}

void Resumption::enter(const Outcome& outcome) {
  const auto& [attempt, memory, input] = outcome.task;
  switch (outcome.fate) {
    case Fate::kept:
      return file_.keep(memory, *(memory.*outcome.known));
    case Fate::failed_before:
      ++failed_before_;
      return file_.keep_failure(memory, *(memory.*outcome.known));
    case Fate::failed:
      return file_.fail(memory, attempt.failure_entry());
    case Fate::added:
      return file_.add(memory, {attempt.path, attempt.stamp, "", input, 0, 0}, outcome.lines);
  }
}

ResumableFile::Counts Resumption::finish(bool whole) {
  return file_.finish(options_.prune && whole);
}

}  // namespace melsift::resume
