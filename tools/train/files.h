// What a training reads, and what it leaves.
#pragma once

#include <string>
#include <vector>

#include "model/cross_validation.h"
#include "model/dataset.h"
#include "model/trainer.h"
#include "record/record.h"
#include "tools/kit/command.h"

namespace melsift::tools {

struct TrainingRecords {
  model::Dataset data;
  std::vector<record::Record> records;  // its rows as they came, without features and mel
};

// What to learn, and of which records.
struct TrainingInput {
  std::vector<std::string> files;
  std::string target = "label";
  std::string likes;     // lists of tracks for the target "liked", beside the records' own word ...
  std::string dislikes;  // ... or empty
  bool keep_records = false;
  std::string output;  // if the records are large, they are kept in a temporary file beside it
};

// The good records of the files; `records` stays empty where they are not to be kept.  For the
// target "liked" those are left out of which nothing is said, and where no record has sound the
// features are made of genre, language and year (see MetadataFeatures).  Warns where matrices were
// cut to the shortest.  Throws Error where there are none.
TrainingRecords read_training_records(Command& command, const TrainingInput& input);

// Where a training to `output` keeps its state: beside it.  Empty where that is no file to come
// back to, as a pipe.
std::string checkpoint_beside(const std::string& output);

// Before a training begins: says whether there is something to resume, and clears away what another
// training has left where it isn't to be resumed.
void begin_checkpoints(const Command& command, const model::TrainingControl& control);

// The records of all folds, in the order in which they came, each with what the model that has not
// met it says of it: a line of JSON each.  The embedding is left out: those of several models can't
// be compared.
std::string fold_lines(std::vector<record::Record> records, const model::Folds& folds,
                       const std::vector<model::FoldResult>& results);

}  // namespace melsift::tools
