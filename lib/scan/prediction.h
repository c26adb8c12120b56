// From a track's audio to the prediction of one or several models.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/committee.h"
#include "record/record.h"
#include "scan/extraction.h"
#include "scan/sound.h"

namespace melsift::scan {

// The input of a model.
struct MemberFeatures {
  // The track, or each of its pieces if the model was trained on pieces.
  std::vector<record::Record> records;
  // The mel matrix of a long track contains every `stride`-th window: see feature::Excerpt.
  std::int64_t stride = 1;
};

// Extracts the features that the member was trained on.  A track of more than 16 windows of a
// network on mel matrices is analysed in 9 to 16 windows, spread evenly over it: this bounds
// memory and time. The member must have an extractor.  Throws what extract_records() throws.
MemberFeatures extract_for(const model::Member& member, const record::Record& track,
                           Samples& samples, const std::string& where, const Tap& tap = {});

// Decodes the track now for each sample rate that several members use.
void decode_shared(Sound& sound, const model::Committee& committee);

// The committee's prediction for a track.  Members with the same sample rate share one decoding.
// Throws what extract_for(), Classifier and Committee::ask() throw.
record::Record predict(const model::Committee& committee, const record::Record& track, Sound& sound,
                       const std::string& where);

}  // namespace melsift::scan
