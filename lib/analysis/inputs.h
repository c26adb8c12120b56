// The tracks of a list of paths: audio files, folders, files of records, and standard input or
// another pipe with audio, a tar archive of audio, records or a list of paths.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/shard.h"
#include "analysis/tar_tracks.h"
#include "analysis/track.h"
#include "audio/folder.h"
#include "record/lines.h"
#include "record/source.h"

namespace melsift::analysis {

// Returns the tracks one by one, in order; memory does not grow with their number.
class Inputs {
 public:
  using FailureWatcher = std::function<void(std::string_view message)>;

  // How the paths of a list on a pipe are separated.  A list that is separated by NUL is told by
  // the caller, never by its content.
  enum class Separator { newline, nul };

  // "-" is standard input.  `failed` is called for each input that can't be read; it is skipped.
  Inputs(std::vector<std::string> paths, FailureWatcher failed,
         Separator separator = Separator::newline);

  // Returns only this part of the tracks.  Call it before the first next().  Throws Error
  // invalid_argument for a pipe, because every task must know the number of all tracks.
  void select(const Shard& shard);

  // The next track; false at the end.  Throws Error io if a file of records can't be opened, or if
  // it or a list can't be read to its end: a part must not look like the whole.
  bool next(Track& track);
  // Tracks to process together, none at the end: at most `most`.  More than one only if they are
  // records of a file on disk, which need no waiting, and have at most a million values together.
  std::vector<Track> next_batch(std::size_t most);

  // Whether all inputs could be read so far.
  bool whole() const { return whole_; }
  // Whether files, and whether records, were among the inputs so far.
  bool had_files() const { return had_files_; }
  bool had_records() const { return had_records_; }
  // The number of all tracks that next() returns; nothing if it would have to read a pipe, or if it
  // is stopped.  It counts separately, from the beginning; any thread may call it.
  std::optional<std::size_t> count(const std::stop_token& stop) const;

 private:
  static constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

  std::optional<std::size_t> count_all(const std::stop_token& stop) const;
  bool next_of_all(Track& track);
  bool is_selected() const { return position_ >= begin_ && position_ < end_; }
  void open(const std::string& path);
  void open_stream(const std::string& path);
  // The next track of the open input; false if none is left.
  bool next_of_open(Track& track);
  bool take_next(Track& track);
  bool is_open() const { return single_ || walk_ || list_ || records_ || archive_; }
  void note_kind(bool records) { (records ? had_records_ : had_files_) = true; }
  bool can_read_ahead() const { return records_ && on_disk_; }
  void fail(std::string_view message);

  std::vector<std::string> paths_;
  FailureWatcher failed_;
  Separator separator_;
  std::size_t next_path_ = 0;
  // The selected part of the tracks, by position in all inputs.
  std::size_t position_ = 0;  // of the next track
  std::size_t begin_ = 0, end_ = kAll;
  bool whole_ = true;
  bool on_disk_ = false;        // the open input
  bool opens_records_ = false;  // it is a file of records
  bool had_files_ = false, had_records_ = false;
  // At most one of these is open.
  std::optional<Track> single_;
  std::optional<audio::FolderWalk> walk_;
  std::optional<record::LineSource> list_;  // of paths
  std::optional<record::Source> records_;
  std::optional<TarTracks> archive_;
  bool walk_found_ = false;
};

}  // namespace melsift::analysis
