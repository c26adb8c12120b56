// Classifies tracks, whether they come as records with features or as audio.  A track's audio is
// decoded once for all models of the committee.
//
//   const model::Committee committee(model::default_models(), 2);
//   analysis::Track track = ...;
//   std::vector<analysis::ClassificationTask> tasks = {{&track, {}, {}}};
//   analysis::classify(committee, tasks);
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "analysis/track.h"
#include "base/error.h"
#include "model/committee.h"
#include "record/record.h"

namespace melsift::analysis {

class KeyAndTempo;

struct ClassificationTask {
  Track* track = nullptr;  // the caller's
  // The classified records: one, or one for each piece of a track whose model was trained on
  // pieces.
  std::vector<record::Record> records;
  std::optional<Error> failure;  // why there are no records
};

// The members that classify a track that has features already.
enum class FeatureModels {
  fitting,  // the one that was trained on such features
  all,      // all of them; features that one was not trained on are an error of their track
};

// Classifies each track: its features by the members that `models` names, or its audio by all
// members.  The prediction of several members is their weighted mean (see combine() in
// committee.h).  An error of a track, also a lack of memory, is stored in its task.  The features
// of the tracks' records are moved from.  With `key_and_tempo` the records of audio also get these.
// Thread-safe.
void classify(const model::Committee& committee, std::span<ClassificationTask> tasks,
              FeatureModels models = FeatureModels::fitting,
              const KeyAndTempo* key_and_tempo = nullptr);

}  // namespace melsift::analysis
