// The key and the tempo of a track, beside whatever features it has.
#pragma once

#include <optional>
#include <span>

#include "analysis/sound.h"
#include "feature/key.h"
#include "feature/tempo.h"
#include "record/record.h"

namespace melsift::analysis {

// Thread-safe.
class KeyAndTempo {
 public:
  KeyAndTempo() : key_(tempo_.sample_rate()) {}

  int sample_rate() const { return tempo_.sample_rate(); }  // Hz, of the samples that it reads
  // Sets tempo_bpm, to two decimals, and the key of the record (record/key_field.h), which has none
  // afterwards if the sound is silent.  `tempo_bpm` is the tempo if it is known already.  A caller
  // that reads the sound as well keeps it at sample_rate() first: then it is decoded once.  Throws
  // what reading the samples throws.
  void estimate(const Sound& sound, record::Record& record,
                std::optional<double> tempo_bpm = {}) const;
  // The same for all records of a track: its pieces.
  void estimate(const Sound& sound, std::span<record::Record> records) const;

 private:
  feature::TempoEstimator tempo_;
  feature::KeyEstimator key_;
};

}  // namespace melsift::analysis
