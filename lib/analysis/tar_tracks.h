// The tracks of a tar archive that comes through a pipe, as object stores and WebDataset have them.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/tar_reader.h"
#include "analysis/track.h"
#include "base/error.h"

namespace melsift::analysis {

// A track is a member that is audio by its name (see audio::has_audio_name) or by its first bytes.
// Its path is the member's name.  Members side by side whose names are alike up to the first dot
// are one sample, as in WebDataset: of "7.cls", "7.flac" and "7.json", the object in "7.json" has
// the fields of the record of "7.flac", and "7.cls" is its label.  Other members are passed over.
//
// Memory is that of the bytes of a sample.  Members of more than TrackFile::kMaxInMemory bytes go
// to a temporary file.
class TarTracks {
 public:
  explicit TarTracks(TarReader reader) : reader_(std::move(reader)) {}

  // The next track; false at the end.  Throws Error for a member that is not a sound file after
  // all, or for fields that are not; the next call goes on after it.  Throws what TarReader throws;
  // the end is then reached.
  bool next(Track& track);

 private:
  struct Sample {
    std::string key;
    std::vector<Track> tracks;
    std::optional<record::Record> fields;
    std::string label;
    std::vector<Error> failures;
  };

  // Reads the members up to the first of the next sample, which is then pending_.
  bool read_sample();
  void take(const TarMember& member, Sample& sample);
  void take_audio(const TarMember& member, std::string begun, Sample& sample);
  std::string read_rest(const TarMember& member, std::string begun);
  void release(Sample&& sample);

  TarReader reader_;
  std::optional<TarMember> pending_;
  std::deque<Track> tracks_;
  std::deque<Error> failures_;
  std::optional<Error> end_;  // of the archive, to be thrown after the tracks before it
  bool found_ = false;        // some track
  bool ended_ = false;
};

}  // namespace melsift::analysis
