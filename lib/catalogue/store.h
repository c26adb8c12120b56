// The catalogue: a listener's tracks, what is known of them, and what the listener said of them, in
// one SQLite file.  Any number of programs may read it while one writes; a program that is killed
// loses at most the change in hand.  One thread at a time.
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

// Whether the file at `path` is a database rather than records; it may still be another program's.
bool is_database(const std::string& path);

// What became of a record: a new track, or one that was there already, with or without a change.
enum class Stored { added, changed, same };

// A scanned file as it was then.
struct FileMark {
  FileStamp stamp;
  std::uint64_t hash = 0;  // of its bytes
  std::string settings;    // what it was worked on with
};

struct KnownFile {
  long long track = 0;
  std::string path;
  FileMark mark;
};

// A file that gave no track.
struct FileFailure {
  std::string path;
  std::optional<FileStamp> stamp;
  std::string settings;
  std::string error;  // without the path
};

// How often a user has played an item (an artist, a track).
struct Listen {
  std::string user;
  std::string item;
  long long plays = 0;
};

class Store {
 public:
  // Mode::write makes the file where it is not there.  Throws Error, beginning with `path`:
  // not_found; corrupt where it is no catalogue or damaged; unsupported where a newer melsift has
  // made it; io.  All members throw corrupt and io likewise.
  static Store open(const std::string& path, Mode mode);
  ~Store();
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;

  // All that `work` changes, or nothing where it throws.
  void transaction(const std::function<void()>& work);
  // What is wrong with the file or, where that is whole, with the tracks in it, one line each; none
  // where nothing is.  Reads all of it.
  std::vector<std::string> damage() const;

  // A number that changes when another program, or another Store, has changed the file.
  long long version() const;

  // --- Tracks (store_tracks.cpp)

  // All tracks with all that is known of them, those with a path first, by path, the others in the
  // order of their arrival: the same tracks come in the same order whatever their history.  `use`
  // must not change the store.
  void for_each_track(const std::function<void(record::Record&&)>& use) const;
  // The same, with the number by which find_track() and track() know each.
  void for_each_numbered_track(
      const std::function<void(long long id, record::Record&&)>& use) const;
  long long track_count() const;
  // Enters a record: its fields replace those of the track with its path.  A record without a path
  // means the track with this identity (see Identities), else all scanned files that find_named()
  // finds.  merge.h says how fields are replaced.  Throws Error invalid_argument for a piece of a
  // track and for a record that can't be written as JSON.
  Stored put(const record::Record& record, const std::string& identity);
  // Enters a record whose fields only fill gaps of the tracks with its path, else of all with its
  // artist and title; it is new where there are none.
  Stored fill(const record::Record& record, const std::string& identity);
  // Enters what `guess` makes of title and artist as the guessed language of the tracks that have
  // none; it gives an empty text where it can't tell.  Returns how many got one.
  long long guess_languages(
      const std::function<std::string(const std::string& title, const std::string& artist)>& guess);
  // Nothing where there is no such track.  `path` is looked for as it is, and as file_path().
  std::optional<long long> find_track(const std::string& path) const;
  // The track that an entry of a playlist means: the first of its path_forms() that find_track()
  // finds.
  std::optional<long long> find_entry(const std::string& path) const;
  // The tracks with the artist and title of a record, see name_of(); if some of them are of the
  // record's album, only these.
  std::vector<long long> find_named(const record::Record& record) const;
  // The tracks that a listener means by a record of a list or by a text (as its `path`): the track
  // at this path; else the scanned files in this folder; else the tracks with this artist and
  // title, or with those of "artist - title".
  std::vector<long long> find_matching(const record::Record& record) const;
  bool has_track(long long id) const;
  record::Record track(long long id) const;

  // --- Files that were scanned (store_files.cpp); paths are file_path()s

  std::optional<KnownFile> find_file(const std::string& path) const;
  // Files that are no longer where they were.  Looks for each.
  std::vector<KnownFile> lost_files() const;
  // Those at `path` or below it, by path.
  void for_each_file(const std::string& path, const std::function<void(KnownFile&&)>& use) const;
  // Enters what a file says and sounds like; see follow_file() in merge.h.  A new file becomes the
  // track of its artist and title that has no file or whose file of the same length is gone, if
  // there is exactly one: an imported like then belongs to the file.  An earlier failure of it is
  // forgotten.
  Stored put_file(const record::Record& record, const FileMark& mark);
  // The same content under a new mark, or at a new path.
  void mark_file(const KnownFile& file);
  // Forgets a track with all that is said of it.
  void drop(long long track);

  std::optional<FileFailure> find_failure(const std::string& path) const;
  void put_failure(const FileFailure& failure);
  // Forgets failures at `path` or below it whose file is gone.
  void drop_lost_failures(const std::string& path);

  // --- What listeners said and did (store_feedback.cpp)

  // true: liked, false: disliked, nothing: neither.
  void set_liked(long long track, std::optional<bool> liked);
  // `time` is UTC, "2026-11-20T12:34:56Z".
  void add_play(long long track, const std::string& time);
  // In the order of user and item, bytewise.
  std::vector<Listen> listens() const;
  // Each takes the place of what was known of its user and item; equal ones among them add up.
  // Returns how many users' items were new.
  long long put_listens(const std::function<std::optional<Listen>()>& next);

 private:
  explicit Store(std::unique_ptr<Database> database);

  std::optional<long long> find_earlier(const record::Record& file) const;
  record::Record last_file_fields(long long id) const;
  long long insert(const record::Record& record, const std::string& identity);
  // Changes these tracks by what `merge` makes of them and of `given`; enters `record` if there are
  // none.
  Stored enter(const std::vector<long long>& tracks, const record::Record& record,
               const std::string& identity, const record::Record& given,
               void (*merge)(record::Record& track, const record::Record& given));
  Stored update(long long id, const record::Record& before, const record::Record& after);
  void write_sound(long long id, const record::Record& record);
  void write_feedback(long long id, const record::Record& record);

  std::unique_ptr<Database> database_;
};

}  // namespace melsift::catalogue
