#include "scan/scanner.h"

#include <algorithm>
#include <memory>
#include <new>
#include <string_view>
#include <utility>

#include "audio/track_file.h"
#include "base/disk_file.h"
#include "base/error.h"
#include "base/parallel.h"
#include "base/path_form.h"
#include "base/utf8.h"

namespace melsift::scan {

using catalogue::FileFailure;
using catalogue::KnownFile;
using catalogue::Stored;
using Access = audio::TrackFile::Access;

// A file, its known state, and the result of its scan.
struct Scanner::Task {
  enum class Fate {
    undecided,
    known,
    failed_before,
    failed,
    same_content,
    tags_alone,
    renamed,
    read
  };

  std::string path;   // an absolute_path()
  std::string where;  // as it was given
  std::optional<FileStamp> stamp;
  std::optional<KnownFile> known;
  bool is_new = false;  // to the catalogue; it may be a lost file under a new name

  Fate fate = Fate::undecided;
  std::optional<Error> failure;
  bool fails_again = true;  // as long as the file does not change
  std::uint64_t hash = 0;
  std::optional<std::uint64_t> sound_hash;
  record::Record record;  // where it was read; its tags alone where only the sound failed
};

Scanner::Scanner(catalogue::Store& store, const analysis::TrackReader& reader,
                 const Settings& settings, const Watcher& watcher)
    : store_(store), reader_(reader), settings_(settings), watcher_(watcher) {}

void Scanner::run(const std::function<bool(Candidate&)>& next) {
  ordered_pipeline<Task, Task>(
      settings_.threads,
      [&](Task& task) {
        Candidate candidate;
        return next(candidate) && take(std::move(candidate), task);
      },
      [&](Task& task) {
        work(task);
        return std::move(task);
      },
      [&](Task&& task) { enter(std::move(task)); });
}

bool Scanner::take(Candidate&& candidate, Task& task) {
  task.where = std::move(candidate.where);
  if (!candidate.failure.empty()) {
    task.fate = Task::Fate::failed;
    task.failure = Error(ErrorKind::unsupported, task.where, candidate.failure);
    return true;
  }
  task.path = absolute_path(candidate.path);
  task.stamp = file_stamp(task.path);
  task.known = store_.find_file(task.path);
  if (is_known(task)) {
    task.fate = Task::Fate::known;
    return true;
  }
  const auto failure = store_.find_failure(task.path);
  if (!settings_.retry && failure && failure->stamp == task.stamp &&
      failure->settings == reader_.settings())
    task.fate = Task::Fate::failed_before;
  else if (task.stamp && !task.known)
    task.is_new = true;
  if (task.is_new) look_for_lost_files();
  return true;
}

void Scanner::look_for_lost_files() {
  if (lost_files_) return;
  lost_files_.emplace();
  for (KnownFile& file : store_.lost_files()) lost_files_->emplace(file.mark.hash, std::move(file));
}

bool Scanner::has_settings(const KnownFile& file) const {
  return settings_.no_sound || file.mark.settings == reader_.settings();
}

bool Scanner::has_tag_settings(const KnownFile& file) const {
  const std::string& known = file.mark.tag_settings;
  return known == reader_.tag_settings() ||
         (settings_.any_tag_encoding && analysis::TrackReader::is_current(known));
}

bool Scanner::is_known(const Task& task) const {
  return task.known && task.stamp && task.known->mark.stamp == *task.stamp &&
         has_settings(*task.known) && has_tag_settings(*task.known);
}

// All of a file, or its tags if this build can't decode its sound.
record::Record Scanner::read(const std::shared_ptr<const audio::TrackFile>& file,
                             std::optional<Error>& failure) const {
  try {
    return reader_(file);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::unsupported) throw;
    record::Record record = reader_.tags(*file);
    if (!record.duration_s && record.title.empty() && record.artist.empty()) throw;  // no music
    failure = error;
    return record;
  }
}

void Scanner::work(Task& task) const {
  if (task.fate != Task::Fate::undecided) return;
  try {
    if (!is_utf8(task.path))
      throw Error(ErrorKind::unsupported, task.where, "its name is not UTF-8");
    // Throws if it is not a regular file: a FIFO might never answer.
    if (!task.stamp) task.stamp = DiskFile::open(task.path).stamp();
    // One pass over the file gives its hash, its tags and its sound.
    const auto file = std::make_shared<const audio::TrackFile>(task.path, Access::whole);
    task.hash = file->hash();
    task.sound_hash = file->sound_hash();
    if (task.known && task.stamp && task.known->mark.hash == task.hash &&
        task.known->mark.stamp.size == task.stamp->size && has_settings(*task.known)) {
      task.fate = Task::Fate::same_content;
      if (!has_tag_settings(*task.known)) {
        task.fate = Task::Fate::tags_alone;
        task.record = reader_.tags(*file);
      }
      return;
    }
    if (task.is_new) {
      const auto [begin, end] = lost_files_->equal_range(task.hash);
      if (begin != end) {
        task.fate = Task::Fate::renamed;
        const auto is_usable = [&](const auto& lost) {
          return has_settings(lost.second) && has_tag_settings(lost.second);
        };
        if (std::all_of(begin, end, is_usable)) return;
      }
    }
    task.record = read(file, task.failure);
    if (task.failure)
      task.fate = Task::Fate::failed;
    else if (task.fate != Task::Fate::renamed)
      task.fate = Task::Fate::read;
  } catch (const Error& error) {
    task.fate = Task::Fate::failed;
    task.failure = error;
    task.fails_again = error.kind() != ErrorKind::io;
  } catch (const std::bad_alloc&) {
    task.fate = Task::Fate::failed;
    task.fails_again = false;
    task.failure = Error(ErrorKind::io, task.where, "out of memory");
  }
}

// A lost file with the task's content that no other file has replaced.
std::optional<KnownFile> Scanner::take_lost_file(const Task& task) {
  const auto [begin, end] = lost_files_->equal_range(task.hash);
  for (auto it = begin; it != end; ++it) {
    const KnownFile& lost = it->second;
    if (lost.mark.stamp.size != task.stamp->size || renamed_tracks_.contains(lost.track)) continue;
    const auto still = store_.find_file(lost.path);  // another scan may be running
    if (still && still->track == lost.track && renamed_tracks_.insert(lost.track).second)
      return still;
  }
  return std::nullopt;
}

// Called in the order of the input.  A failure here concerns the catalogue and ends the run.
void Scanner::enter(Task&& task) {
  using Fate = Task::Fate;
  std::optional<KnownFile> was;
  if (task.fate == Fate::renamed && !store_.find_track(task.path)) was = take_lost_file(task);
  if (task.fate == Fate::renamed && !was) {  // an additional copy
    task.is_new = false;
    task.fate = task.record.path.empty() ? Fate::undecided : Fate::read;
    work(task);
  }
  const catalogue::FileMark mark{task.stamp.value_or(FileStamp()), task.hash, reader_.settings(),
                                 reader_.tag_settings(), task.sound_hash};
  // The file of a known track under its new mark; its sound is as it was.
  const auto remarked = [&](const KnownFile& file) {
    catalogue::FileMark same = mark;
    same.settings = file.mark.settings;
    return same;
  };
  switch (task.fate) {
    case Fate::known:
      ++counts_.same;
      break;
    case Fate::same_content:
      store_.mark_file({task.known->track, task.path, remarked(*task.known)});
      ++counts_.same;
      break;
    case Fate::tags_alone:
      ++(store_.put_tags(task.record, remarked(*task.known)) == Stored::same ? counts_.same
                                                                             : counts_.changed);
      break;
    case Fate::renamed:
      store_.transaction([&] {
        store_.mark_file({was->track, task.path, remarked(*was)});
        if (task.record.path.empty()) return;
        if (has_settings(*was))
          store_.put_tags(task.record, remarked(*was));
        else
          store_.put_file(task.record, mark);
      });
      ++counts_.renamed;
      break;
    case Fate::read:
      count(store_.put_file(task.record, mark));
      break;
    case Fate::failed_before:
      ++counts_.failed_before;
      if (watcher_.failed_before) watcher_.failed_before();
      return;
    case Fate::failed:
    case Fate::undecided:
      enter_failure(task);
      return;
  }
  if (watcher_.done) watcher_.done();
}

void Scanner::count(Stored stored) {
  ++(stored == Stored::added     ? counts_.added
     : stored == Stored::moved   ? counts_.renamed
     : stored == Stored::changed ? counts_.changed
                                 : counts_.same);
}

void Scanner::enter_failure(const Task& task) {
  ++counts_.failed;
  if (!task.record.path.empty() && task.stamp)
    store_.put_file(task.record,
                    {*task.stamp, task.hash, {}, reader_.tag_settings(), task.sound_hash});
  // The message names the track as it was given.
  const std::string message(message_beside(*task.failure, {task.path, task.where}));
  if (task.stamp && task.fails_again)  // a missing file may appear later
    store_.put_failure({task.path, task.stamp, reader_.settings(), message});
  if (watcher_.failed) watcher_.failed(task.where + ": " + message);
}

}  // namespace melsift::scan
