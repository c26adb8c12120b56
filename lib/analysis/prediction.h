// From a track's audio to the prediction of one or several models.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "analysis/extraction.h"
#include "analysis/sound.h"
#include "model/committee.h"
#include "record/record.h"

namespace melsift::analysis {

// The input of a model.
struct MemberFeatures {
  // The track, or each of its pieces if the model was trained on pieces.
  std::vector<record::Record> records;
  // The mel matrix of a long track contains every `stride`-th window: see feature::Excerpt.
  std::int64_t stride = 1;
};

// Extracts the features that the member was trained on.  A track of more than 16 windows of a
// network on mel matrices is analysed in 9 to 16 windows, spread evenly over it: this bounds
// memory and time.  The member must have an extractor.  Throws what extract_records() throws.
MemberFeatures extract_for(const model::Member& member, const record::Record& track,
                           Samples& samples, const std::string& where, const Tap& tap = {});

// Classifies records of the track that `where` names, together.  If they are windows of a mel
// matrix, `track_mel` is that matrix.  Throws the first failure.
void classify(const model::Member& member, std::span<record::Record> records,
              const std::string& where, const Matrix* track_mel = nullptr);
// The mean of the pieces' predictions, as a record of the track.
record::Record mean_prediction(std::vector<record::Record>&& pieces);

// Decodes the track now for each sample rate that several members use.
void decode_shared(Sound& sound, const model::Committee& committee);

// The committee's prediction for a track.  Members with the same sample rate share one decoding.
// Throws what extract_for(), Classifier and Committee::predict() throw.
record::Record predict(const model::Committee& committee, const record::Record& track, Sound& sound,
                       const std::string& where);

}  // namespace melsift::analysis
