// Training: a dataset in, a model out.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "model/dataset.h"
#include "model/model.h"

namespace melsift::model {

struct TrainingSettings {
  std::string arch = "mlp";        // preset network
  int epochs = 20;                 // passes over the training rows
  int batch_size = 16;             // rows an optimizer step
  std::string optimizer = "adam";  // "adam" or "sgd" (momentum 0.9)
  double learning_rate = 0.0;      // 0: the optimizer's own, adam 1e-3, sgd 1e-2
  std::uint64_t seed = 1;          // of first weights, shuffling and dropout

  // Throws Error invalid_argument, naming the setting.
  void check() const;
  // "arch=mlp epochs=20 batch_size=16 optimizer=adam learning_rate=0.001".
  std::string text() const;
};

// Called after each epoch with its number from 1.
using EpochCallback = std::function<void(int number, const Epoch& epoch)>;

// Fits scaler and network to `train`; `valid`, which may be empty, is only measured.  The classes
// are the dataset's, two at least; the rows must be of the same front end.  Same data, settings:
// same bits. Throws Error invalid_argument where there is too little to train on, and where the
// loss stops being finite.
Model train(const Dataset& train, const Dataset& valid, const TrainingSettings& settings,
            const std::string& target, const EpochCallback& progress = {});

}  // namespace melsift::model
