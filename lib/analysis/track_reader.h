// Reads music files for the catalogue.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/key_and_tempo.h"
#include "audio/track_file.h"
#include "base/text_encoding.h"
#include "feature/extractor.h"
#include "model/committee.h"
#include "record/record.h"

namespace melsift::analysis {

// Reads tags and, unless the sound is skipped, computes features: those of the first model's front
// end, with the prediction of the models, or the set gtzan57 without a model.  Thread-safe.
class TrackReader {
 public:
  // `models` are files, `old_text` is that of audio::read_tags().  Throws the Errors of
  // model::Committee; unsupported for a model whose features can't be computed from sound.
  TrackReader(const std::vector<std::string>& models, bool with_sound, unsigned threads,
              std::optional<TextEncoding> old_text = {});

  // Everything that its records depend on, except the file: for the sound ...
  const std::string& settings() const { return settings_; }
  // ... and for the tags.
  const std::string& tag_settings() const { return tag_settings_; }
  // Whether tags that were read with these settings are complete, in whichever encoding.
  static bool is_current(std::string_view tag_settings);
  // The models; null if there are none, or if the sound is skipped.
  const model::Committee* committee() const { return committee_ ? &*committee_ : nullptr; }
  // The record of a file, whose path is the file's name.  Throws Error if the file can't be read or
  // the sound is damaged.
  record::Record operator()(const std::shared_ptr<const audio::TrackFile>& file) const;
  // The record of the tags alone.
  record::Record tags(const audio::TrackFile& file) const;

 private:
  record::Record sound_of(const std::shared_ptr<const audio::TrackFile>& file) const;

  std::string settings_, tag_settings_;
  std::optional<TextEncoding> old_text_;
  std::optional<model::Committee> committee_;
  std::optional<feature::Extractor> extractor_;  // used without a model
  std::optional<std::size_t> tempo_;             // its column, if the features contain it
  KeyAndTempo key_and_tempo_;
};

}  // namespace melsift::analysis
