#include "analysis/inputs.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include "analysis/input_file.h"
#include "analysis/input_kind.h"
#include "analysis/tar_reader.h"
#include "audio/container.h"
#include "base/disk_file.h"
#include "base/error.h"
#include "base/file.h"
#include "base/input_descriptor.h"
#include "base/number.h"

namespace melsift::analysis {
namespace {

// Throws Error if a file is recognised as neither audio nor records; the decoder could not name the
// right command.
void refuse_other_files(const std::string& path) {
  const InputKind kind = kind_of_input(path);
  if (kind == InputKind::model)
    throw Error(ErrorKind::invalid_argument, path,
                "is a model, expected audio or records (-m names the model)");
  if (kind == InputKind::array) refuse_other_than_records(path);
  if (kind == InputKind::archive)
    throw Error(ErrorKind::invalid_argument, path,
                "is a tar archive, which is read from standard input (< " + path + ")");
}

// A line of a list.  Its blanks at the ends are part of the name only if such a file exists.
std::string_view path_in(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  const std::string_view path = trimmed(line);
  const bool is_longer = path.size() < line.size() && !path.empty();
  return is_longer && !file_stamp(std::string(path)) && file_stamp(std::string(line)) ? line : path;
}

Track track_at(std::string path) {
  Track track;
  track.where = path;
  track.record.path = std::move(path);
  return track;
}

// Reads the bytes that were taken already, and then the rest.
TarReader::Read reader_of(const std::string& path, std::string begun) {
  struct State {
    std::string begun;
    std::size_t taken = 0;
    InputDescriptor rest;
  };
  auto state = std::make_shared<State>(State{std::move(begun), 0, InputDescriptor(path)});
  return [state](std::span<char> bytes) {
    const std::size_t left = state->begun.size() - state->taken;
    if (left == 0) return state->rest.read(bytes);
    const std::size_t size = std::min(left, bytes.size());
    std::copy_n(state->begun.data() + state->taken, size, bytes.data());
    state->taken += size;
    return size;
  };
}

// The number of tracks in a file of records, which must be read for this.
std::size_t count_by_reading(const std::string& path) {
  record::Source source(path);
  std::size_t count = 0;
  for (record::Record record; source.next(record);) ++count;
  return count;
}

}  // namespace

Inputs::Inputs(std::vector<std::string> paths, FailureWatcher failed, Separator separator)
    : paths_(std::move(paths)), failed_(std::move(failed)), separator_(separator) {}

void Inputs::select(const Shard& shard) {
  if (shard.count == 1) return;
  std::size_t total = 0;
  for (const std::string& path : paths_) {
    if (path == "-" || is_open_pipe(path))
      throw Error(ErrorKind::invalid_argument, path == "-" ? std::string(kStandardInput) : path,
                  "a pipe can't be divided into shards; give files or folders");
    try {
      const auto count = count_tracks(path, {});
      total += count ? *count : count_by_reading(path);
    } catch (const Error&) {  // counts as one failure
      ++total;
    }
  }
  begin_ = shard.begin(total);
  // The last part also gets the tracks of a file beyond its estimated number.
  end_ = shard.number == shard.count ? kAll : shard.end(total);
}

bool Inputs::next(Track& track) {
  while (position_ < end_) {
    if (!next_of_all(track)) return false;
    const bool selected = is_selected();
    ++position_;
    if (selected) return true;
  }
  return false;
}

bool Inputs::next_of_all(Track& track) {
  while (!next_of_open(track)) {
    if (next_path_ == paths_.size() || position_ >= end_) return false;
    opens_records_ = false;
    try {
      open(paths_[next_path_++]);
    } catch (const Error& failure) {
      if (failure.kind() == ErrorKind::io && opens_records_) throw;
      if (is_selected()) note_kind(false);
      fail(failure.what());
      ++position_;
    }
  }
  return true;
}

std::vector<Track> Inputs::next_batch(std::size_t most) {
  constexpr Eigen::Index kMaxValues = 1 << 20;  // 4 MB: eight batches may be in memory
  std::vector<Track> batch;
  Eigen::Index values = 0;
  for (Track track; next(track);) {
    values += track.record.mel.size() + static_cast<Eigen::Index>(track.record.features.size());
    batch.push_back(std::move(track));
    if (batch.size() >= most || values >= kMaxValues || !can_read_ahead()) break;
  }
  return batch;
}

bool Inputs::next_of_open(Track& track) {
  track = Track();
  for (;;) {
    try {
      if (is_open() && is_selected()) note_kind(records_.has_value());
      return take_next(track);
    } catch (const Error& failure) {
      if (failure.kind() == ErrorKind::io && (list_ || records_)) throw;
      fail(failure.what());
      if (records_) ++position_;  // a line without a track; an unreadable folder has no position
    }
  }
}

bool Inputs::take_next(Track& track) {
  if (single_) {
    track = std::move(*single_);
    single_.reset();
    return true;
  }
  if (records_) {
    if (records_->next(track.record)) {
      track.where = records_->where();
      return true;
    }
    records_.reset();
  } else if (archive_) {
    if (archive_->next(track)) return true;
    archive_.reset();
  } else if (list_) {
    while (const auto line = list_->next()) {
      const std::string_view path = separator_ == Separator::nul ? *line : path_in(*line);
      if (path.empty()) continue;
      track = track_at(std::string(path));
      return true;
    }
    list_.reset();
  } else if (walk_) {
    if (auto path = walk_->next()) {
      walk_found_ = true;
      track = track_at(std::move(*path));
      return true;
    }
    walk_.reset();
    if (!walk_found_)
      throw Error(ErrorKind::not_found, paths_[next_path_ - 1], "no audio files in this folder");
  }
  return false;
}

void Inputs::fail(std::string_view message) {
  if (!is_selected()) return;  // another task reports it
  whole_ = false;
  failed_(message);
}

std::optional<std::size_t> Inputs::count(const std::stop_token& stop) const {
  if (end_ != kAll) return end_ - begin_;
  const auto all = count_all(stop);
  return all && begin_ > 0 ? std::optional(*all - std::min(*all, begin_)) : all;
}

std::optional<std::size_t> Inputs::count_all(const std::stop_token& stop) const {
  std::size_t total = 0;
  for (const std::string& path : paths_) {
    try {
      const auto count = count_tracks(path, stop);
      if (!count || stop.stop_requested()) return std::nullopt;
      total += *count;
    } catch (const Error&) {  // counts as one failure
      ++total;
    }
  }
  return total;
}

void Inputs::open(const std::string& path) {
  on_disk_ = is_on_disk(path);
  if (path == "-" || is_open_pipe(path)) return open_stream(path);
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    walk_found_ = false;
    walk_.emplace(path);
  } else if (is_record_file(path)) {
    opens_records_ = true;
    records_.emplace(path);
  } else {
    refuse_other_files(path);
    single_ = track_at(path);
  }
}

void Inputs::open_stream(const std::string& path) {
  const std::string begun = first_bytes(path);
  const std::string name(path == "-" ? kStandardInput : path);
  if (begun.empty()) throw Error(ErrorKind::corrupt, name, "is empty");
  if (separator_ == Separator::nul) {
    list_.emplace(path, begun);
    list_->end_lines_with('\0');
  } else if (record::begins_as_records(begun)) {
    records_.emplace(path, begun);
  } else if (begins_as_tar(begun)) {
    archive_.emplace(TarReader(name, reader_of(path, begun)));
  } else if (audio::looks_like_audio(begun) || !is_text(begun)) {
    single_ = track_at(path);
    single_->where = name;
    single_->audio = std::make_shared<audio::TrackFile>(begun + read_file(path), name);
  } else {
    list_.emplace(path, begun);
  }
}

}  // namespace melsift::analysis
