// What train can be told.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "model/training_settings.h"
#include "tools/kit/command.h"

namespace melsift::tools {

struct TrainOptions {
  std::string arch;  // a preset or a JSON file; empty: what suits the records
  // What is to differ from the recipe, in the order in which it must be done.
  std::vector<std::function<void(model::TrainingSettings&)>> changes;
  std::string target = "label";
  std::string description;      // kept in the model
  double weight = 1.0;          // likewise
  std::string likes, dislikes;  // lists of tracks
  std::string use;
  double validation = 0.1;
  int folds = 0;             // 0: one model of all
  std::string calibration;   // records to fit the temperature to; empty: the held-out tracks
  double temperature = 0.0;  // of the model; 0: fit it
  bool resume = false;
};

void add_options(Command& command, TrainOptions& options);

// Throws what makes a usage error where the options don't go together, or with the output; the
// recipe's settings are checked as far as they don't depend on the records.
void check(const TrainOptions& options, const std::string& output);

// Throws Error invalid_argument for an extension that a model file does not have.
void check_model_name(const std::string& output);

// The settings for records that have mel matrices, or else feature vectors.  Reads the JSON file,
// where one was given.  Throws Error.
model::TrainingSettings settings(const TrainOptions& options, bool mel, std::uint64_t seed);

}  // namespace melsift::tools
