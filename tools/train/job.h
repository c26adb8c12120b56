// The training of networks, from the records to the bytes of the output.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/trainer.h"
#include "tools/kit/command.h"
#include "tools/train/files.h"
#include "tools/train/options.h"

namespace melsift::tools {

struct Job {
  Command& command;
  TrainOptions options;
  TrainingRecords records;
  model::TrainingSettings settings;
  model::TrainingControl control;
  std::vector<std::string> inputs;
  std::string output;
  std::vector<std::string> closing;  // notes for the end
  std::string divergence;            // why the model is that of an earlier epoch; empty: it is not
};

// The bytes of the model file, or of the records of all folds.  Nothing if it was interrupted.
std::optional<std::string> train_model(Job& job);
std::optional<std::string> cross_validate(Job& job);

}  // namespace melsift::tools
