#include "common/collect_scan_run.h"

#include <algorithm>
#include <new>
#include <ranges>
#include <string_view>
#include <utility>

#include "base/disk_file.h"
#include "base/error.h"
#include "base/parallel.h"
#include "catalogue/language_guess.h"
#include "catalogue/track_name.h"
#include "common/collect_database.h"
#include "common/progress.h"
#include "record/json_text.h"

namespace melsift::tools {

using catalogue::FileFailure;
using catalogue::KnownFile;
using catalogue::Stored;

// A file, what is known of it, and what becomes of it.
struct Scan::Task {
  enum class Fate { undecided, known, failed_before, failed, same_content, renamed, read };

  std::string path;   // a catalogue::file_path
  std::string where;  // as it was given
  std::optional<FileStamp> stamp;
  std::optional<KnownFile> known;
  bool is_new = false;  // to the catalogue, and maybe a lost file under a new name

  Fate fate = Fate::undecided;
  std::string failure;
  bool fails_again = true;  // as long as the file stays as it is
  std::uint64_t hash = 0;
  record::Record record;  // where it was read
};

Scan::Scan(Command& command, const ScanOptions& options, catalogue::Store& store,
           const TrackReader& reader)
    : command_(command),
      options_(options),
      store_(store),
      reader_(reader),
      inputs_(command, options.operands) {}

void Scan::run() {
  {
    Progress progress(command_, "tracks", [&](const auto& stop) { return inputs_.count(stop); });
    ordered_pipeline<Task, Task>(
        options_.threads, [&](Task& task) { return next(task); },
        [&](Task& task) {
          work(task);
          return std::move(task);
        },
        [&](Task&& task) {
          enter(std::move(task));
          progress.step();
        });
  }
  count_lost_files();
  if (options_.guess_language) guessed_ = store_.guess_languages(catalogue::guess_language);
  say_summary();
}

bool Scan::next(Task& task) {
  Input input;
  if (!inputs_.next(input)) return false;
  task.where = input.where;
  if (input.bytes || input.record.path.empty()) {
    task.fate = Task::Fate::failed;
    task.failure = input.where + ": a catalogue holds files; this has no path";
    return true;
  }
  task.path = catalogue::file_path(input.record.path);
  task.stamp = file_stamp(task.path);
  task.known = store_.find_file(task.path);
  if (is_known(task)) {
    task.fate = Task::Fate::known;
    return true;
  }
  const auto failure = store_.find_failure(task.path);
  if (!options_.retry && failure && failure->stamp == task.stamp &&
      failure->settings == reader_.settings())
    task.fate = Task::Fate::failed_before;
  else if (task.stamp && !task.known)
    task.is_new = true;
  if (task.is_new) look_for_lost_files();
  return true;
}

void Scan::look_for_lost_files() {
  if (lost_files_) return;
  lost_files_.emplace();
  for (KnownFile& file : store_.lost_files()) lost_files_->emplace(file.mark.hash, std::move(file));
}

bool Scan::has_settings(const KnownFile& file) const {
  return options_.no_sound || file.mark.settings == reader_.settings();
}

bool Scan::is_known(const Task& task) const {
  return task.known && task.stamp && task.known->mark.stamp == *task.stamp &&
         has_settings(*task.known);
}

void Scan::work(Task& task) const {
  if (task.fate != Task::Fate::undecided) return;
  try {
    if (!record::is_utf8(task.path))
      throw Error(ErrorKind::unsupported, task.where, "its name is not UTF-8");
    if (!task.stamp) DiskFile::open(task.path);  // throws: a FIFO might never answer
    task.hash = hash_of_file(task.path);
    if (task.known && task.stamp && task.known->mark.hash == task.hash &&
        task.known->mark.stamp.size == task.stamp->size && has_settings(*task.known)) {
      task.fate = Task::Fate::same_content;
      return;
    }
    if (task.is_new) {
      const auto [begin, end] = lost_files_->equal_range(task.hash);
      const auto found = std::ranges::subrange(begin, end);
      if (!found.empty()) task.fate = Task::Fate::renamed;
      if (!found.empty() &&
          std::ranges::all_of(found, [&](const auto& lost) { return has_settings(lost.second); }))
        return;
    }
    read(task);
  } catch (const Error& error) {
    task.fate = Task::Fate::failed;
    task.failure = error.what();
    task.fails_again = error.kind() != ErrorKind::io;
  } catch (const std::bad_alloc&) {
    task.fate = Task::Fate::failed;
    task.fails_again = false;
    task.failure = task.where + ": out of memory";
  }
}

void Scan::read(Task& task) const {
  task.record = reader_(task.path);
  if (task.fate != Task::Fate::renamed) task.fate = Task::Fate::read;
}

// Of the lost files with the task's content one that no other file was before.
std::optional<KnownFile> Scan::take_lost_file(const Task& task) {
  const auto [begin, end] = lost_files_->equal_range(task.hash);
  for (auto it = begin; it != end; ++it) {
    const KnownFile& lost = it->second;
    if (lost.mark.stamp.size != task.stamp->size || renamed_tracks_.contains(lost.track)) continue;
    const auto still = store_.find_file(lost.path);  // another scan may be at work
    if (still && still->track == lost.track && renamed_tracks_.insert(lost.track).second)
      return still;
  }
  return std::nullopt;
}

// In the order of the input.  What fails here is the catalogue: it ends the run.
void Scan::enter(Task&& task) {
  using Fate = Task::Fate;
  std::optional<KnownFile> was;
  if (task.fate == Fate::renamed && !store_.find_track(task.path)) was = take_lost_file(task);
  if (task.fate == Fate::renamed && !was) {  // a copy more than there were
    task.is_new = false;
    task.fate = task.record.path.empty() ? Fate::undecided : Fate::read;
    work(task);
  }
  const catalogue::FileMark mark{task.stamp.value_or(FileStamp()), task.hash, reader_.settings()};
  switch (task.fate) {
    case Fate::known:
      ++same_;
      break;
    case Fate::same_content:
      store_.mark_file(
          {task.known->track, task.path, {*task.stamp, task.hash, task.known->mark.settings}});
      ++same_;
      break;
    case Fate::renamed:
      store_.transaction([&] {
        store_.mark_file({was->track, task.path, {*task.stamp, task.hash, was->mark.settings}});
        if (!task.record.path.empty()) store_.put_file(task.record, mark);
      });
      ++renamed_;
      break;
    case Fate::read:
      (store_.put_file(task.record, mark) == Stored::added ? added_ : changed_) += 1;
      break;
    case Fate::failed_before:
      ++failed_before_;
      command_.count_failed_before();
      return;
    case Fate::failed:
    case Fate::undecided:
      enter_failure(task);
      return;
  }
  command_.count_done();
}

void Scan::enter_failure(const Task& task) {
  ++failed_;
  // The message names the track as it was given.
  std::string_view words = task.failure;
  for (const std::string& culprit : {task.path + ": ", task.where + ": "})
    if (words.starts_with(culprit)) words.remove_prefix(culprit.size());
  if (task.stamp && task.fails_again)  // one that is not there may come
    store_.put_failure({task.path, task.stamp, reader_.settings(), std::string(words)});
  command_.count_failed(task.where + ": " + std::string(words));
}

void Scan::count_lost_files() {
  // A folder that is not there may be on a disk that is not there.
  const bool whole =
      inputs_.whole() && std::ranges::none_of(options_.operands, [](const std::string& operand) {
        return operand != "-" && is_gone(operand);
      });
  prunes_ = options_.prune && whole;
  if (options_.prune && !prunes_)
    command_.warning("nothing is pruned, because not all of the input could be read");
  std::unordered_set<long long> lost, kept;  // folders may overlap
  store_.transaction([&] {
    for (const std::string& operand : options_.operands) {
      if (operand == "-") continue;
      const std::string path = catalogue::file_path(operand);
      store_.for_each_file(path, [&](KnownFile&& file) {
        if (is_gone(file.path))
          (prunes_ && may_be_unmounted(file.path) ? kept : lost).insert(file.track);
      });
      if (prunes_) store_.drop_lost_failures(path);
    }
    if (prunes_)
      for (const long long track : lost) store_.drop(track);
  });
  lost_ = static_cast<long long>(lost.size());
  if (!kept.empty())
    command_.warning(counted(static_cast<long long>(kept.size()), "lost track") +
                     " not dropped, being of an empty folder or a broken link: a disk may not be "
                     "mounted");
}

void Scan::say_summary() const {
  std::string parts;
  const auto add = [&](long long count, const std::string& words) {
    if (count > 0) parts += (parts.empty() ? "" : ", ") + std::to_string(count) + " " + words;
  };
  add(added_, "new");
  add(changed_, "changed");
  add(renamed_, "renamed");
  add(lost_, prunes_ ? "gone and dropped" : "gone (--prune drops them)");
  add(guessed_, "guessed languages");
  add(failed_, "failed");
  add(failed_before_, "failed before (--retry tries them again)");
  command_.note(counted(same_ + added_ + changed_ + renamed_, "track") + ": " +
                (parts.empty() ? "nothing new" : parts));
}

}  // namespace melsift::tools
