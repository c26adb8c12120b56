// Several tracks on their way through classify.
#pragma once

#include <span>

#include "model/committee.h"
#include "recommend/metadata_features.h"
#include "tools/kit/inputs.h"

namespace melsift::tools {

// Classifies the tracks together by their sound; see analysis::classify.
void classify_batch(const model::Committee& committee, std::span<TrackTask> tasks);

// Classifies the tracks together by the genre, language and year of their records.  Records that
// have features keep them.
void classify_batch(const model::Classifier& classifier,
                    const recommend::MetadataFeatures& metadata, std::span<TrackTask> tasks);

}  // namespace melsift::tools
