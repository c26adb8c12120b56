// Probabilities of a model that was trained on few rows, such as a listener's ratings.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "model/dataset.h"
#include "model/model.h"
#include "model/trainer.h"
#include "model/training_settings.h"

namespace melsift::model {

// Below this number of rows, there are too few held-out rows to fit a temperature.
inline constexpr std::size_t kFewRows = 1000;

// Fits the temperature of `model`, which was trained with `settings`, to a cross-validation
// of `rows`, with smoothed targets (see Targets): with 6 liked and 6 disliked tracks that are all
// predicted correctly, the typical probability is 7/8.  Five folds keep groups together.  If all
// rows of a class are in one fold, the predictions of `model` itself are used.  The rows must be
// vectors.  `control` gives the threads and the stop.  False, with the model unchanged, if it was
// stopped.  Throws what train() throws.
bool calibrate_on_few(Model& model, const Dataset& data, std::span<const std::size_t> rows,
                      TrainingSettings settings, const std::string& target,
                      const TrainingControl& control);

}  // namespace melsift::model
