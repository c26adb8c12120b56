// The inputs of a training, its checkpoints, and the records of folds.
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
  std::vector<record::Record> records;  // the records of its rows, without features and mel
};

// The target and the inputs of a training.
struct TrainingInput {
  std::vector<std::string> files;
  std::string target = "label";
  std::string
      likes;  // lists of tracks for the target "liked", in addition to `liked` of records ...
  std::string dislikes;  // ... or empty
  bool keep_records = false;
  std::string output;  // if the records are large, they are kept in a temporary file beside it
};

// The good records of the files; `records` stays empty unless keep_records is set.  For the target
// "liked", records without feedback are left out, and if no record has sound, features are made of
// genre, language and year (see MetadataFeatures).  Warns if matrices were cut to the shortest.
// Throws Error if there are no records.
TrainingRecords read_training_records(Command& command, const TrainingInput& input);

// The path of the checkpoint of a training to `output`, beside it.  Empty if `output` is not a
// file, such as a pipe.
std::string checkpoint_beside(const std::string& output);

// Call it before a training: says whether there is a checkpoint to resume, and removes an old
// checkpoint that is not resumed.
void begin_checkpoints(const Command& command, const model::TrainingControl& control);

// A line of JSON for each record of these folds, with the prediction of the model that was not
// trained on it.  The lines are fold by fold, so that the lines of single folds, one after the
// other, are those of all folds; within a fold they are in the order of the input.
std::string fold_lines(const std::vector<record::Record>& records, const model::Folds& folds,
                       const std::vector<model::FoldResult>& results);

}  // namespace melsift::tools
