// A track as a tool, a scan or the server gets it, before it is analysed.
#pragma once

#include <memory>
#include <string>

#include "audio/tags.h"
#include "audio/track_file.h"
#include "record/record.h"

namespace melsift::analysis {

struct Track {
  record::Record record;  // at least the path; all fields if it came as a record
  std::shared_ptr<const audio::TrackFile> audio;  // if its audio came through standard input
  std::string where;  // its name in messages: its path, or "tracks.jsonl:17"

  // Whether it came as a record with features, so that its audio is not needed.
  bool has_features() const { return !record.features.empty() || record.mel.size() > 0; }
  // The name of its audio in messages.
  const std::string& audio_name() const { return audio ? where : record.path; }
  // Its audio.  Throws Error invalid_argument if the record has no path; what TrackFile throws.
  std::shared_ptr<const audio::TrackFile> open(audio::TrackFile::Access access) const;
};

// Sets the fields of a record that tags have, but for duration_s and sample_rate, which decoding
// finds out more exactly.
void set_tags(record::Record& record, audio::Tags&& tags);

}  // namespace melsift::analysis
