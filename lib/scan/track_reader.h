// A music file on its way into the catalogue.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audio/read.h"
#include "feature/extractor.h"
#include "feature/tempo.h"
#include "model/committee.h"
#include "record/record.h"
#include "scan/sound.h"

namespace melsift::scan {

// The hash of a file's bytes.  Throws Error not_found or io.
std::uint64_t hash_of_file(const std::string& path);

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
  // Throws Error where the file can't be read or the sound is damaged.
  record::Record operator()(const std::string& path) const;

 private:
  record::Record sound_of(const std::string& path) const;
  double tempo_of(const Sound& sound) const;

  std::string settings_;
  std::optional<model::Committee> committee_;
  std::optional<feature::Extractor> extractor_;  // where there is no model
  std::optional<std::size_t> tempo_;             // its column, if the features contain it
  feature::TempoEstimator estimate_tempo_;
};

}  // namespace melsift::scan
