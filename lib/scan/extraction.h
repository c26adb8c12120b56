// From a track's audio to its records.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "audio/read.h"
#include "feature/extractor.h"
#include "record/record.h"

namespace melsift::scan {

// Is given the samples as they are read for the first time.
using Tap = std::function<void(std::span<const float>)>;

// The track's record with features (or the matrix `mel`), front_end, duration_s and sample_rate:
// one record, or one for each piece that the front end asks for, with `segment`, and the track's
// path as `group` where the record had none.  The stream is at the front end's rate.  Throws Error
// that begins with `where` for a signal that is too short, and what the stream throws.
std::vector<record::Record> extract_records(const record::Record& track, audio::Stream& stream,
                                            const feature::Extractor& extractor,
                                            const std::string& where, const Tap& tap = {});

}  // namespace melsift::scan
