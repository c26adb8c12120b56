#include <algorithm>
#include <cmath>
#include <utility>

#include "base/name.h"
#include "catalogue/merge.h"
#include "catalogue/store.h"
#include "record/fields.h"
#include "record/reader.h"
#include "record/writer.h"

namespace melsift::catalogue {
namespace {

#define MELSIFT_SELECT_FILE                                                                       \
  "SELECT track.id, path, size, mtime, hash, settings, tag_settings, sound FROM file JOIN track " \
  "ON track.id = file.track "
// ?1 itself and all paths below it: '0' follows '/' in ASCII.
#define MELSIFT_BELOW \
  "(path = ?1 OR (path >= rtrim(?1, '/') || '/' AND path < rtrim(?1, '/') || '0'))"

KnownFile file_of(const Statement& row) {
  KnownFile file;
  file.track = row.integer(0).value_or(0);
  file.path = row.text(1);
  file.mark.stamp = {static_cast<std::uint64_t>(row.integer(2).value_or(0)), row.text(3)};
  file.mark.hash = row.bits(4);
  file.mark.settings = row.text(5);
  file.mark.tag_settings = row.text(6);
  if (!row.is_null(7)) file.mark.sound_hash = row.bits(7);
  return file;
}

#define MELSIFT_SELECT_FAILURE "SELECT path, size, mtime, settings, error FROM failure "

FileFailure failure_of(const Statement& row) {
  FileFailure failure;
  failure.path = row.text(0);
  if (const auto size = row.integer(1))
    failure.stamp = FileStamp{static_cast<std::uint64_t>(*size), row.text(2)};
  failure.settings = row.text(3);
  failure.error = row.text(4);
  return failure;
}

// The fields that the file itself has, without those from other sources.
record::Record file_fields(const record::Record& record) {
  record::Record said;
  record::for_fields<record::Part::file>([](auto& theirs, const auto& mine) { theirs = mine; },
                                         said, record);
  said.duration_s = record.duration_s;
  said.duration_estimated = record.duration_estimated;
  if (!record.language_guessed) said.language = record.language;
  return said;
}

}  // namespace

std::optional<KnownFile> Store::find_file(const std::string& path) const {
  Statement& row = database_->statement(MELSIFT_SELECT_FILE "WHERE path = ?1");
  std::optional<KnownFile> file;
  if (row.with(path).next()) file = file_of(row);
  row.reset();
  return file;
}

std::vector<KnownFile> Store::lost_files() const {
  Statement& row = database_->statement(MELSIFT_SELECT_FILE "ORDER BY path");
  std::vector<KnownFile> files;
  while (row.next())
    if (is_gone(row.text(1))) files.push_back(file_of(row));
  return files;
}

void Store::for_each_file(const std::string& path,
                          const std::function<void(KnownFile&&)>& use) const {
  std::vector<KnownFile> files;  // `use` may change the table
  Statement& row =
      database_->statement(MELSIFT_SELECT_FILE "WHERE " MELSIFT_BELOW " ORDER BY path");
  row.with(path);
  while (row.next()) files.push_back(file_of(row));
  for (KnownFile& file : files) use(std::move(file));
}

// The fields that the file of a track had when it was last read.
record::Record Store::last_file_fields(long long id) const {
  Statement& row = database_->statement(
      "SELECT path, tags FROM track JOIN file ON file.track = id WHERE id = ?1");
  record::Record before;
  if (row.with(id).next() && !row.is_null(1)) {
    const std::string path = row.text(0), tags = row.text(1);
    try {
      record::Reader::over("tags", tags).next(before);
    } catch (const Error& error) {
      throw database_->damaged("file " + path + ": " + error.what());
    }
  }
  row.reset();
  return before;
}

Stored Store::put_file(const record::Record& record, const FileMark& mark) {
  Stored stored = Stored::changed;
  transaction([&] {
    Statement& at_path = database_->statement("SELECT id FROM track WHERE path = ?1");
    std::optional<long long> known;
    if (at_path.with(record.path).next()) known = at_path.integer(0);
    at_path.reset();
    if (!known) {
      stored = Stored::added;
      if ((known = find_earlier(record, mark))) {
        if (!track(*known).path.empty()) stored = Stored::moved;
        database_->statement("UPDATE track SET path = ?2, identity = NULL WHERE id = ?1")
            .with(*known, record.path)
            .run();
      }
    }
    const record::Record before = known ? last_file_fields(*known) : record::Record();
    record::Record fresh;
    fresh.path = record.path;
    const long long id = known ? *known : insert(fresh, "");
    const record::Record old = track(id);
    record::Record after = old;
    follow_file(after, before, record);
    update(id, old, after);
    database_
        ->statement(
            "INSERT OR REPLACE INTO file (track, size, mtime, hash, settings, tags, tag_settings, "
            "sound) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
        .with(id, mark.stamp.size, mark.stamp.mtime, mark.hash, mark.settings,
              record::to_json(file_fields(record)), mark.tag_settings, mark.sound_hash)
        .run();
    database_->statement("DELETE FROM failure WHERE path = ?1").with(record.path).run();
  });
  return stored;
}

Stored Store::put_tags(const record::Record& record, const FileMark& mark) {
  const auto id = find_track(record.path);
  if (!id) return put_file(record, mark);
  const record::Record before = track(*id), said = last_file_fields(*id);
  record::Record whole = before;
  record::for_fields<record::Part::file>([](auto& mine, const auto& theirs) { mine = theirs; },
                                         whole, record);
  whole.language = record.language;
  whole.language_guessed = record.language_guessed;
  whole.tempo_bpm = said.tempo_bpm;
  // Decoding finds them out more exactly than headers say.
  const bool is_better = !record.duration_s || (record.duration_estimated && said.duration_s);
  whole.duration_s = is_better ? said.duration_s : record.duration_s;
  whole.duration_estimated = is_better ? said.duration_estimated : record.duration_estimated;
  if (said.sample_rate) whole.sample_rate = said.sample_rate;
  put_file(whole, mark);
  return record::to_json(track(*id)) == record::to_json(before) ? Stored::same : Stored::changed;
}

// Whether the file of a track is known to be gone.
bool Store::is_lost_track(long long id) const {
  const std::string path = track(id).path;
  return !path.empty() && find_file(path) && is_gone(path) && !may_be_unmounted(path);
}

// The track that a new file was before.  Moved and retagged files are found by this.
std::optional<long long> Store::find_earlier(const record::Record& file,
                                             const FileMark& mark) const {
  std::vector<long long> same_sound;
  if (mark.sound_hash) {
    Statement& row = database_->statement("SELECT track FROM file WHERE sound = ?1 ORDER BY track");
    row.with(*mark.sound_hash);
    while (row.next()) same_sound.push_back(*row.integer(0));
    std::erase_if(same_sound, [&](long long id) { return !is_lost_track(id); });
  }
  if (same_sound.empty()) return find_earlier_named(file);
  if (same_sound.size() > 1) {
    const std::vector<long long> named = find_named(file);
    std::erase_if(same_sound,
                  [&](long long id) { return std::ranges::find(named, id) == named.end(); });
  }
  return same_sound.size() == 1 ? std::optional(same_sound.front()) : std::nullopt;
}

// The only track of this artist and title that has no file, or whose file of the same length is
// gone.
std::optional<long long> Store::find_earlier_named(const record::Record& file) const {
  constexpr double kSameLength_s = 0.5;
  std::optional<long long> found;
  for (const long long id : find_named(file)) {
    const record::Record other = track(id);
    if (other.path.empty()) {
      const bool same_album = other.album.empty() || file.album.empty() ||
                              lookup_form(other.album) == lookup_form(file.album);
      if (!same_album) continue;
    } else {
      const bool same_length = other.duration_s && file.duration_s &&
                               std::abs(*other.duration_s - *file.duration_s) < kSameLength_s;
      if (!same_length || !is_lost_track(id)) continue;
    }
    if (found) return std::nullopt;
    found = id;
  }
  return found;
}

void Store::mark_file(const KnownFile& file) {
  transaction([&] {
    database_->statement("UPDATE track SET path = ?2 WHERE id = ?1 AND path <> ?2")
        .with(file.track, file.path)
        .run();
    database_
        ->statement(
            "UPDATE file SET size = ?2, mtime = ?3, hash = ?4, settings = ?5, tag_settings = ?6, "
            "sound = ?7 WHERE track = ?1")
        .with(file.track, file.mark.stamp.size, file.mark.stamp.mtime, file.mark.hash,
              file.mark.settings, file.mark.tag_settings, file.mark.sound_hash)
        .run();
    database_->statement("DELETE FROM failure WHERE path = ?1").with(file.path).run();
  });
}

void Store::drop(long long track) {
  database_->statement("DELETE FROM track WHERE id = ?1").with(track).run();
}

std::optional<FileFailure> Store::find_failure(const std::string& path) const {
  Statement& row = database_->statement(MELSIFT_SELECT_FAILURE "WHERE path = ?1");
  std::optional<FileFailure> failure;
  if (row.with(path).next()) failure = failure_of(row);
  row.reset();
  return failure;
}

void Store::put_failure(const FileFailure& failure) {
  std::optional<std::uint64_t> size;
  std::string mtime;
  if (failure.stamp) {
    size = failure.stamp->size;
    mtime = failure.stamp->mtime;
  }
  database_
      ->statement(
          "INSERT OR REPLACE INTO failure (path, size, mtime, settings, error) "
          "VALUES (?1, ?2, ?3, ?4, ?5)")
      .with(failure.path, size, mtime, failure.settings, failure.error)
      .run();
}

void Store::drop_lost_failures(const std::string& path) {
  Statement& row = database_->statement("SELECT path FROM failure WHERE " MELSIFT_BELOW);
  std::vector<std::string> lost;
  row.with(path);
  while (row.next())
    if (is_gone(row.text(0))) lost.push_back(row.text(0));
  for (const std::string& one : lost)
    database_->statement("DELETE FROM failure WHERE path = ?1").with(one).run();
}

}  // namespace melsift::catalogue
