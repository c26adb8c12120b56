// From a track's audio to its records.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "analysis/key_and_tempo.h"
#include "analysis/sound.h"
#include "analysis/track.h"
#include "audio/read.h"
#include "feature/extractor.h"
#include "record/record.h"

namespace melsift::analysis {

// Receives the samples when they are first read.
using Tap = std::function<void(std::span<const float>)>;

// The track's record with features (or the matrix `mel`), front_end, duration_s and sample_rate:
// one record, or one for each piece that the front end defines, with `segment`, and with the
// track's path as `group` if the record had none.  The samples are at the front end's rate.  Throws
// Error that begins with `where` if the signal is too short, and the Errors of reading.
std::vector<record::Record> extract_records(const record::Record& track, Samples& samples,
                                            const feature::Extractor& extractor,
                                            const std::string& where, const Tap& tap = {});

// The same for the part of the track that `part` names; its sample rate is the front end's.
// With `key_and_tempo` the records get these of the part, too.
std::vector<record::Record> extract_records(const Track& track, const feature::Extractor& extractor,
                                            audio::ReadOptions part = {},
                                            const KeyAndTempo* key_and_tempo = nullptr);

// The track's record with the mel matrix of an excerpt, and the excerpt's stride (see
// feature::Excerpt).  Throws the same errors.
struct ExcerptRecord {
  record::Record record;
  std::int64_t stride = 1;
};
ExcerptRecord extract_excerpt(const record::Record& track, Samples& samples,
                              const feature::Extractor& extractor, const feature::Excerpt& excerpt,
                              const std::string& where, const Tap& tap = {});

}  // namespace melsift::analysis
