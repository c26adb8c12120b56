// The catalogue: a listener's tracks with their features, ratings and plays, in one SQLite file.
//
//   auto store = catalogue::Store::open("library.db", catalogue::Mode::write);
//   store.transaction([&] { store.put(record, ""); });
//   store.for_each_track([](record::Record&& track) { ... });
//
// Any number of programs can read the file while one writes.  A program that is killed loses at
// most the current transaction.  A Store is not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/disk_file.h"
#include "catalogue/database.h"
#include "record/record.h"

namespace melsift::catalogue {

// Whether the file at `path` is an SQLite database; it can be another program's.
bool is_database(const std::string& path);

// What a record did: it added a track, changed one, changed nothing, or gave a track another file,
// because its own was moved and retagged.
enum class Stored { added, changed, same, moved };

// The state of a file when it was scanned.
struct FileMark {
  FileStamp stamp;
  std::uint64_t hash = 0;         // of its bytes
  std::string settings;           // the models and front ends that analysed it
  std::string tag_settings = {};  // how its tags were read
  // Of its sound alone, see audio/sound_hash.h.
  std::optional<std::uint64_t> sound_hash = {};
};

struct KnownFile {
  long long track = 0;
  std::string path;
  FileMark mark;
};

// A scanned file that is not a track.
struct FileFailure {
  std::string path;
  std::optional<FileStamp> stamp;
  std::string settings;
  std::string error;  // without the path
};

// How many times, 1 or more, a user has played an item (an artist or a track).
struct Listen {
  std::string user;
  std::string item;
  long long plays = 0;
};

class Store {
 public:
  // Mode::write creates a missing file.  Throws Error, beginning with `path`: not_found; corrupt if
  // the file is damaged or not a catalogue; unsupported if a newer melsift made it; io.  All
  // members throw corrupt and io likewise.
  static Store open(const std::string& path, Mode mode);
  ~Store();
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;

  // Makes all changes of `work`, or none if it throws.
  void transaction(const std::function<void()>& work);
  // Checks the file and, if that is whole, its tracks: a line for each fault; none if there is
  // none. Reads the whole file.
  std::vector<std::string> damage() const;

  // A number that differs after another program, or another Store, has changed the file.
  long long version() const;

  // --- Tracks (store_tracks.cpp)

  // All tracks with all their fields: first those with a path, by path, then the others in the
  // order in which they were added.  `use` must not change the store.
  void for_each_track(const std::function<void(record::Record&&)>& use) const;
  // The same, with the number that find_track() and track() use.
  void for_each_numbered_track(
      const std::function<void(long long id, record::Record&&)>& use) const;
  long long track_count() const;
  // Stores a record: its fields replace those of the track with its path.  A record without a path
  // changes the track with this identity (see Identities) or, if there is none, all scanned files
  // that find_named() finds; if there are none either, it is a new track.  merge.h says how fields
  // are replaced.  Throws Error invalid_argument for a piece of a track and for a record that can't
  // be written as JSON.
  Stored put(const record::Record& record, const std::string& identity);
  // Stores a record whose fields only fill missing fields of the track with its path or, if there
  // is none, of all tracks with its artist and title; if there are none either, it is a new track.
  Stored fill(const record::Record& record, const std::string& identity);
  // Sets the guessed language of tracks without a language: the result of `guess`, an ISO 639-1
  // code, or empty if unknown.  Returns the number of tracks that got one.
  long long guess_languages(
      const std::function<std::string(const std::string& title, const std::string& artist)>& guess);
  // Nothing if there is no such track.  Looks for `path` as it is, and for absolute_path() of it.
  std::optional<long long> find_track(const std::string& path) const;
  // The track of an entry of a playlist: the first of its path_forms() that find_track() finds.
  std::optional<long long> find_entry(const std::string& path) const;
  // The tracks with the artist and title of a record, see name_of(); if some of them are of the
  // record's album, only these.
  std::vector<long long> find_named(const record::Record& record) const;
  // The tracks that a listener names by a record of a list or by a text (in `path`): the track at
  // this path; else the scanned files in this folder; else the tracks with this artist and title,
  // or with those of the text "artist - title".
  std::vector<long long> find_matching(const record::Record& record) const;
  bool has_track(long long id) const;
  record::Record track(long long id) const;

  // --- Scanned files (store_files.cpp); paths are absolute_path()s

  std::optional<KnownFile> find_file(const std::string& path) const;
  // Files that no longer exist.  Looks for each on the disk.
  std::vector<KnownFile> lost_files() const;
  // The files at `path` or below it, by path.
  void for_each_file(const std::string& path, const std::function<void(KnownFile&&)>& use) const;
  // Stores the tags and the analysis of a file; see follow_file() in merge.h.  A new file takes
  // over the track whose file is gone and had the same sound; else the track with its artist and
  // title that has no file, or whose file of the same length is gone: a like then belongs to the
  // file.  Of several tracks with the same sound, artist and title decide; if these leave more than
  // one, the file is a new track.  Removes an earlier failure of the file.
  Stored put_file(const record::Record& record, const FileMark& mark);
  // Stores only the tags of a known file; its sound stays.
  Stored put_tags(const record::Record& record, const FileMark& mark);
  // Stores a new mark or path of a file with the same content.
  void mark_file(const KnownFile& file);
  // Removes a track with its ratings and plays.
  void drop(long long track);

  std::optional<FileFailure> find_failure(const std::string& path) const;
  void put_failure(const FileFailure& failure);
  // Removes failures at `path` or below it whose file no longer exists.
  void drop_lost_failures(const std::string& path);

  // --- Ratings and plays (store_feedback.cpp)

  // true: liked, false: disliked, nothing: not rated.
  void set_liked(long long track, std::optional<bool> liked);
  // `time` is UTC, "2026-11-20T12:34:56Z".
  void add_play(long long track, const std::string& time);
  // By user and item, in bytewise order.
  std::vector<Listen> listens() const;
  // Each listen replaces the stored one of its user and item; plays of a user and item that occur
  // twice are added.  Returns the number of new ones.
  long long put_listens(const std::function<std::optional<Listen>()>& next);

 private:
  explicit Store(std::unique_ptr<Database> database);

  std::optional<long long> find_earlier(const record::Record& file, const FileMark& mark) const;
  std::optional<long long> find_earlier_named(const record::Record& file) const;
  bool is_lost_track(long long id) const;
  record::Record last_file_fields(long long id) const;
  long long insert(const record::Record& record, const std::string& identity);
  // Changes these tracks to the result of `merge` with `given`; adds `record` if there are none.
  Stored enter(const std::vector<long long>& tracks, const record::Record& record,
               const std::string& identity, const record::Record& given,
               void (*merge)(record::Record& track, const record::Record& given));
  Stored update(long long id, const record::Record& before, const record::Record& after);
  void write_sound(long long id, const record::Record& record);
  void write_feedback(long long id, const record::Record& record);

  std::unique_ptr<Database> database_;
};

}  // namespace melsift::catalogue
