// Tracks that are classified together, whether they come as records or as audio.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "analysis/track.h"
#include "base/error.h"
#include "model/committee.h"
#include "record/record.h"

namespace melsift::analysis {

struct ClassificationTask {
  Track* track = nullptr;
  // The classified records: one, or one for each piece of a track whose model was trained on
  // pieces.
  std::vector<record::Record> records;
  std::optional<Error> failure;
};

// The members that classify a track that has features already.
enum class FeatureModels {
  fitting,  // the one that was trained on such features
  all,      // all of them; features that one was not trained on are an error of their track
};

// Classifies each track: its features by the members that `models` names; its audio by all members,
// with their mean as the prediction.  A track's failure (also a lack of memory) stays in its task.
// Takes the features of the tracks' records.  Thread-safe.
void classify(const model::Committee& committee, std::span<ClassificationTask> tasks,
              FeatureModels models = FeatureModels::fitting);

}  // namespace melsift::analysis
