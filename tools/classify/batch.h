// Classifies several tracks together.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/classification.h"
#include "model/aggregator.h"
#include "model/committee.h"
#include "recommend/metadata_features.h"
#include "record/record.h"
#include "tools/tracks/inputs.h"

namespace melsift::tools {

// Classifies the tracks together by their sound; see analysis::classify.
void classify_batch(const model::Committee& committee, std::span<TrackTask> tasks,
                    analysis::FeatureModels models, const analysis::KeyAndTempo* key_and_tempo);

// Classifies the tracks together by the genre, language and year of their records.  Records that
// have features keep them.
void classify_batch(const model::Classifier& classifier,
                    const recommend::MetadataFeatures& metadata, std::span<TrackTask> tasks);

// The bulky fields that stay in classified records.
struct Kept {
  bool mel = false;  // takes a hundred times as much space as the rest of the record
  bool embedding = true;
};
// " mel=no embedding=yes"
std::string text(const Kept& kept);
// Removes the other bulky fields.
void trim(record::Record& record, const Kept& kept);

// Classifies one track: what a resumable run needs.  Throws Error invalid_argument for a record
// that is a piece of a track, unless pieces stay apart (`none`), because the other pieces are not
// known.
std::vector<record::Record> classify_track(
    const model::Committee& committee, const std::optional<recommend::MetadataFeatures>& metadata,
    Input& input, model::Aggregation aggregation, analysis::FeatureModels models,
    const analysis::KeyAndTempo* key_and_tempo, const Kept& kept);

}  // namespace melsift::tools
