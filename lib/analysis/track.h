// A track before its analysis: a record, and audio that is read when it is needed.
#pragma once

#include <memory>
#include <string>

#include "audio/tags.h"
#include "audio/track_file.h"
#include "record/record.h"

namespace melsift::analysis {

struct Track {
  record::Record record;  // at least its path; all fields if it came as a record
  std::shared_ptr<const audio::TrackFile> audio;  // null: the file at the record's path
  std::string where;  // its name in messages: its path, or "tracks.jsonl:17"

  // Whether it came as a record with features, so that its audio is not needed.
  bool has_features() const { return !record.features.empty() || record.mel.size() > 0; }
  // The name of its audio in messages.
  const std::string& audio_name() const { return audio ? where : record.path; }
  // Its audio.  Throws Error invalid_argument if the record has no path, and what TrackFile throws.
  std::shared_ptr<const audio::TrackFile> open(audio::TrackFile::Access access) const;
};

// Copies the fields of tags into a record, except duration_s and sample_rate: decoding gives more
// exact values.
void set_tags(record::Record& record, audio::Tags&& tags);

}  // namespace melsift::analysis
