#include "analysis/tar_tracks.h"

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <utility>

#include "audio/container.h"
#include "audio/folder.h"
#include "audio/ignore.h"
#include "base/error.h"
#include "base/number.h"
#include "base/temporary_file.h"
#include "record/reader.h"

namespace melsift::analysis {
namespace {

constexpr std::size_t kBegun = 64;                                // bytes that tell audio
constexpr std::uint64_t kLongestFields = std::uint64_t{1} << 24;  // bytes of a .json or .cls

std::string_view file_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

// Up to the first dot of the file's name.
std::string sample_key(std::string_view path) {
  const std::string_view name = file_name(path);
  return std::string(
      path.substr(0, path.size() - name.size() + std::min(name.find('.'), name.size())));
}

// After the first dot, in lower case.
std::string sample_extension(std::string_view path) {
  const std::string_view name = file_name(path);
  const std::size_t dot = name.find('.');
  return dot == std::string_view::npos ? std::string() : lower_case(name.substr(dot + 1));
}

record::Record read_fields(const std::string& name, std::string bytes) {
  std::ranges::replace(bytes, '\n', ' ');  // an object over several lines; texts have none
  auto reader = record::Reader::over(name, std::move(bytes));
  record::Record record;
  if (!reader.next(record)) throw Error(ErrorKind::corrupt, name, "is empty");
  return record;
}

// The record of the fields, whose track is the member.
void set_fields(Track& track, const Track& member, const std::optional<record::Record>& fields,
                const std::string& label) {
  if (fields) track.record = *fields;
  track.record.path = member.record.path;
  if (!label.empty()) track.record.label = label;
}

}  // namespace

bool TarTracks::next(Track& track) {
  for (;;) {
    if (!failures_.empty()) {
      const Error failure = failures_.front();
      failures_.pop_front();
      throw failure;
    }
    if (!tracks_.empty()) {
      track = std::move(tracks_.front());
      tracks_.pop_front();
      return true;
    }
    if (end_) throw *std::exchange(end_, std::nullopt);
    if (!read_sample()) return false;
  }
}

bool TarTracks::read_sample() {
  if (ended_) return false;
  Sample sample;
  try {
    if (!pending_) pending_ = reader_.next();
    if (pending_) sample.key = sample_key(pending_->name);
    while (pending_ && sample_key(pending_->name) == sample.key) {
      take(*pending_, sample);
      pending_ = reader_.next();
    }
  } catch (const Error& error) {
    pending_.reset();
    end_ = error;
  }
  ended_ = !pending_;
  release(std::move(sample));
  if (ended_ && !found_ && !end_)
    end_ = Error(ErrorKind::not_found, reader_.name(), "no audio files in this archive");
  return true;
}

void TarTracks::take(const TarMember& member, Sample& sample) {
  const std::string_view name = file_name(member.name);
  if (member.kind == TarMember::Kind::other || audio::is_hidden_name(name)) return;
  const bool has_name = audio::has_audio_name(member.name);
  if (member.kind != TarMember::Kind::file) {
    if (!has_name) return;
    sample.failures.emplace_back(ErrorKind::unsupported, member.name,
                                 member.kind == TarMember::Kind::link
                                     ? "is a link in the archive, which has no sound"
                                     : "is a sparse file, which can't be read from an archive");
    found_ = true;
    return;
  }
  std::string begun(static_cast<std::size_t>(std::min<std::uint64_t>(kBegun, member.size)), '\0');
  reader_.read(begun);
  if (has_name || audio::looks_like_audio(begun))
    return take_audio(member, std::move(begun), sample);
  const std::string extension = sample_extension(member.name);
  if (extension != "json" && extension != "cls") return;
  const std::string where = reader_.name() + ": " + member.name;
  if (member.size > kLongestFields) {
    sample.failures.emplace_back(ErrorKind::unsupported, where, "is longer than 16 MiB");
    return;
  }
  std::string bytes = read_rest(member, std::move(begun));
  if (extension == "cls") {
    sample.label = trimmed(bytes);
    return;
  }
  try {
    sample.fields = read_fields(where, std::move(bytes));
  } catch (const Error& error) {
    sample.failures.push_back(error);
  }
}

std::string TarTracks::read_rest(const TarMember& member, std::string begun) {
  const std::size_t first = begun.size();
  begun.resize(static_cast<std::size_t>(member.size));
  reader_.read(std::span(begun).subspan(first));
  return begun;
}

void TarTracks::take_audio(const TarMember& member, std::string begun, Sample& sample) {
  Track track;
  track.record.path = member.name;
  track.where = member.name;
  if (member.size <= static_cast<std::uint64_t>(audio::TrackFile::kMaxInMemory)) {
    track.audio =
        std::make_shared<audio::TrackFile>(read_rest(member, std::move(begun)), member.name);
  } else {
    TemporaryFile file("", member.name);
    file.append(begun);
    std::vector<char> block(std::size_t{1} << 16);
    while (const std::size_t size = reader_.read(block)) file.append({block.data(), size});
    track.audio = std::make_shared<audio::TrackFile>(std::move(file).release(), member.name);
  }
  sample.tracks.push_back(std::move(track));
}

void TarTracks::release(Sample&& sample) {
  for (const Track& member : sample.tracks) {
    Track& track = tracks_.emplace_back(member);
    set_fields(track, member, sample.fields, sample.label);
  }
  found_ = found_ || !sample.tracks.empty();
  std::ranges::move(sample.failures, std::back_inserter(failures_));
}

}  // namespace melsift::analysis
