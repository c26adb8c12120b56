// Training: a dataset in, a model out.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/dataset.h"
#include "model/model.h"
#include "model/partition.h"
#include "model/training_settings.h"

namespace melsift::model {

// An epoch's end, for whoever watches.
struct EpochReport {
  std::size_t run = 1;         // number of the network, from 1
  const Training& training;    // its epochs so far
  double learning_rate = 0.0;  // of the latest step
  bool done = false;           // whether it was the network's last
};

// How a training is gone about; none of it changes the model.
struct TrainingControl {
  unsigned threads = 1;
  // Called after each epoch and each batch; no two calls overlap.
  std::function<void(const EpochReport&)> on_epoch;
  std::function<void()> on_batch;
  // Asked after each batch, on several threads at once: whether to leave it at that.
  std::function<bool()> stop;
  // Where the state is saved after each epoch (at most once a second) and when stopped, each
  // network's in a file of its own: see checkpoint.h.  They stay.  Empty: nowhere.
  std::string checkpoint;
  bool resume = false;  // go on from there, where there is something
  // Number of the first network in reports and checkpoints: other trainings may be part of the same
  // work.
  std::size_t first_run = 1;
};

// Fits scaler and networks to the rows parts.train; parts.valid, which may be empty, judge.  The
// classes are the dataset's, two at least.  Same data, settings: same bits.  Nothing where it was
// stopped.  Throws Error invalid_argument where there is too little to train on, or nothing to
// judge by and a patience; where the records are not what the network or the settings are for;
// where the loss stops being finite; and where the checkpoint is of another training.
std::optional<Model> train(const Dataset& data, const Partition& parts,
                           const TrainingSettings& settings, const std::string& target,
                           const TrainingControl& control);
// The same, undisturbed.
Model train(const Dataset& data, const Partition& parts, const TrainingSettings& settings,
            const std::string& target);

}  // namespace melsift::model
