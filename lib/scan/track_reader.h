// A music file on its way into the catalogue.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "feature/extractor.h"
#include "model/classifier.h"
#include "record/record.h"

namespace melsift::scan {

// The hash of a file's bytes.  Throws Error not_found or io.
std::uint64_t hash_of_file(const std::string& path);

// Reads tags and, unless it is to leave that, makes features of the sound: those of the model's
// front end, with what the model says of them, or the set gtzan57 without a model.  Thread-safe.
class TrackReader {
 public:
  // `model` is a file; empty: none.  Throws Error as model::load does; unsupported for a model
  // whose features can't be made of sound.
  TrackReader(const std::string& model, bool with_sound, unsigned threads);

  // All that its records depend on besides the file.
  const std::string& settings() const { return settings_; }
  // Throws Error where the file can't be read or the sound is damaged.
  record::Record operator()(const std::string& path) const;

 private:
  record::Record sound_of(const std::string& path) const;

  std::string settings_;
  std::optional<model::Classifier> classifier_;
  std::optional<feature::Extractor> extractor_;
  std::optional<std::size_t> tempo_;  // where it is among the features
};

}  // namespace melsift::scan
