// A music file on its way into the catalogue.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/sound.h"
#include "audio/track_file.h"
#include "feature/extractor.h"
#include "feature/tempo.h"
#include "model/committee.h"
#include "record/record.h"

namespace melsift::analysis {

// Reads tags and, unless it is to leave that, makes features of the sound: those of the first
// model's front end, with what the models say of it, or the set gtzan57 without a model.
// Thread-safe.
class TrackReader {
 public:
  // `models` are files.  Throws Error as model::Committee does; unsupported for a model whose
  // features can't be made of sound.
  TrackReader(const std::vector<std::string>& models, bool with_sound, unsigned threads);

  // All that its records depend on besides the file.
  const std::string& settings() const { return settings_; }
  // The models; nothing where there are none, or the sound is left.
  const model::Committee* committee() const { return committee_ ? &*committee_ : nullptr; }
  // The record of a file, whose path is the file's name.  Throws Error if the file can't be read or
  // the sound is damaged.
  record::Record operator()(const std::shared_ptr<const audio::TrackFile>& file) const;

 private:
  record::Record sound_of(const std::shared_ptr<const audio::TrackFile>& file) const;
  double tempo_of(const Sound& sound) const;

  std::string settings_;
  std::optional<model::Committee> committee_;
  std::optional<feature::Extractor> extractor_;  // where there is no model
  std::optional<std::size_t> tempo_;             // its column, if the features contain it
  feature::TempoEstimator estimate_tempo_;
};

}  // namespace melsift::analysis
