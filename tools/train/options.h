// The command line of train.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/training_settings.h"
#include "tools/kit/command.h"

namespace melsift::tools {

struct TrainOptions {
  std::string arch;  // a preset or a JSON file; empty: chosen by the records
  // Changes of the recipe, in the order in which they must be applied.
  std::vector<std::function<void(model::TrainingSettings&)>> changes;
  std::string target = "label";
  std::string description;      // kept in the model
  double weight = 1.0;          // likewise
  std::string likes, dislikes;  // lists of tracks
  std::string use;
  double validation = 0.1;
  int folds = 0;             // 0: one model on all rows
  std::optional<int> fold;   // the only fold to train, by its number
  int member = 0;            // the only network of the ensemble to train, from 1; 0: all
  bool join = false;         // the inputs are members of an ensemble
  std::string calibration;   // records to fit the temperature to; empty: the held-out tracks
  double temperature = 0.0;  // of the model; 0: fit it
  bool resume = false;
};

void add_options(Command& command, TrainOptions& options);

// Throws UsageError if options can't be combined with each other or with the output; checks the
// settings that don't depend on the records.
void check(const TrainOptions& options, const std::string& output);

// Throws UsageError if an option is given that has no meaning with --join.
void check_join(Command& command);

// For several processes that mpirun has started.  Throws UsageError for work that one process does,
// and for standard input, which only one of them has.
void check_shared(const TrainOptions& options, const std::vector<std::string>& inputs);

// Throws Error invalid_argument for an extension that a model file does not have.
void check_model_name(const std::string& output);

// The settings for records that have mel matrices, or else feature vectors.  Reads the JSON file,
// if one was given.  Throws Error.
model::TrainingSettings settings(const TrainOptions& options, bool mel, std::uint64_t seed);

}  // namespace melsift::tools
