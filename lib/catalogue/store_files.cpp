#include <cmath>
#include <utility>

#include "base/name.h"
#include "catalogue/merge.h"
#include "catalogue/store.h"
#include "record/reader.h"
#include "record/writer.h"

namespace melsift::catalogue {
namespace {

#define MELSIFT_SELECT_FILE                                                                \
  "SELECT track.id, path, size, mtime, hash, settings FROM file JOIN track ON track.id = " \
  "file.track "
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
  return file;
}

// The fields that the file itself has, without those from other sources.
record::Record file_fields(const record::Record& record) {
  record::Record said;
  said.title = record.title;
  said.artist = record.artist;
  said.album = record.album;
  said.genre = record.genre;
  if (!record.language_guessed) said.language = record.language;
  said.year = record.year;
  said.tempo_bpm = record.tempo_bpm;
  said.duration_s = record.duration_s;
  said.sample_rate = record.sample_rate;
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
      if ((known = find_earlier(record)))
        database_->statement("UPDATE track SET path = ?2, identity = NULL WHERE id = ?1")
            .with(*known, record.path)
            .run();
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
            "INSERT OR REPLACE INTO file (track, size, mtime, hash, settings, tags) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        .with(id, mark.stamp.size, mark.stamp.mtime, mark.hash, mark.settings,
              record::to_json(file_fields(record)))
        .run();
    database_->statement("DELETE FROM failure WHERE path = ?1").with(record.path).run();
  });
  return stored;
}

// The track that a new file belonged to before: the only track with its artist and title that has
// no file, or whose file of the same length is gone.  This finds moved and retagged files.
std::optional<long long> Store::find_earlier(const record::Record& file) const {
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
      if (!same_length || !find_file(other.path) || !is_gone(other.path) ||
          may_be_unmounted(other.path))
        continue;
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
            "UPDATE file SET size = ?2, mtime = ?3, hash = ?4, settings = ?5 WHERE track = ?1")
        .with(file.track, file.mark.stamp.size, file.mark.stamp.mtime, file.mark.hash,
              file.mark.settings)
        .run();
    database_->statement("DELETE FROM failure WHERE path = ?1").with(file.path).run();
  });
}

void Store::drop(long long track) {
  database_->statement("DELETE FROM track WHERE id = ?1").with(track).run();
}

std::optional<FileFailure> Store::find_failure(const std::string& path) const {
  Statement& row = database_->statement(
      "SELECT path, size, mtime, settings, error FROM failure WHERE path = ?1");
  std::optional<FileFailure> failure;
  if (row.with(path).next()) {
    failure.emplace();
    failure->path = row.text(0);
    if (const auto size = row.integer(1))
      failure->stamp = FileStamp{static_cast<std::uint64_t>(*size), row.text(2)};
    failure->settings = row.text(3);
    failure->error = row.text(4);
  }
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
