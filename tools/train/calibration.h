// The temperature of a new model.
#pragma once

#include "model/dataset.h"
#include "model/model.h"
#include "model/partition.h"
#include "model/trainer.h"
#include "model/training_settings.h"
#include "tools/train/options.h"

namespace melsift::tools {

struct FinishedTraining {
  const TrainOptions& options;
  const model::TrainingSettings& settings;
  const model::TrainingControl& control;
};

// Whether the temperature of a listener's few ratings comes from a cross-validation of the whole
// ensemble (see model::calibrate_on_few).
bool calibrates_on_few(const FinishedTraining& training, const model::Dataset& data);

// Replaces the temperature that the held-out rows gave if the options ask for it, and for few
// ratings of a listener (see model::calibrate_on_few).  False if it was interrupted.  Throws Error.
bool calibrate(model::Model& model, const FinishedTraining& training, const model::Dataset& data,
               const model::Partition& parts);

}  // namespace melsift::tools
