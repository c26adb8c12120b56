// Trains a model on a dataset: multilayer perceptrons on feature vectors, convolutional networks on
// mel matrices.  training_settings.h has the parameters and cites their sources.
//
//   const auto settings = model::TrainingSettings::recipe("melnet");
//   const auto parts = model::partition(data, {}, 0.1, settings.seed);
//   const model::Model model = model::train(data, parts, settings, "genre");
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/dataset.h"
#include "model/model.h"
#include "model/partition.h"
#include "model/process_group.h"
#include "model/training_settings.h"

namespace melsift::model {

// The state of a training at the end of an epoch.
struct EpochReport {
  std::size_t run = 1;         // number of the network, from 1
  const Training& training;    // the losses and accuracies of its epochs so far
  double learning_rate = 0.0;  // of the latest step
  bool done = false;           // whether it was the network's last
};

// How a training runs.  Nothing here changes the model.
struct TrainingControl {
  unsigned threads = 1;
  // Called after each epoch and each batch; no two calls overlap.
  std::function<void(const EpochReport&)> on_epoch;
  std::function<void()> on_batch;
  // Called if a network's weights or its validation loss are no longer finite after an epoch that
  // was good: that epoch's weights are kept, and the training continues with the next network.  The
  // text says what happened.  Without it, train() throws then.
  std::function<void(const std::string&)> on_divergence;
  // Called after each batch, by several threads at once; true stops the training.
  std::function<bool()> stop;
  // Each network's state is saved to a file of its own after each epoch (at most once a second),
  // within a long epoch after `checkpoint_interval`, and when the training is stopped: the first to
  // `checkpoint`, the second to `checkpoint`-2.  The files stay.  Empty: nothing is saved.
  std::string checkpoint;
  std::chrono::milliseconds checkpoint_interval{30'000};
  bool resume = false;  // continue from these files, if they exist
  // The processes that train together, all with the same data and settings; nullptr: this one
  // alone. Only rank 0 reads and writes checkpoints.  Must outlive the training.
  ProcessGroup* group = nullptr;
  // Number of the first network in reports and checkpoints, if this training is one of several.
  std::size_t first_run = 1;
};

// Fits the scaler and the networks to the rows parts.train.  parts.valid, which may be empty,
// measure each epoch, end a training with patience, and fit the temperature.  The dataset has at
// least two classes.  The same data and settings give the same bits, whatever the number of
// threads.  Returns nothing if it was stopped.
//
// Throws Error invalid_argument if parts.train is empty; if there is a patience but parts.valid is
// empty; if the network or the settings do not fit the records; if the loss or the weights are no
// longer finite (see on_divergence); if the checkpoint belongs to another training, which is
// checked before any network is trained.  An error in one network stops the others.  Throws corrupt
// if the checkpoint is damaged, io if it can't be written.
std::optional<Model> train(const Dataset& data, const Partition& parts,
                           const TrainingSettings& settings, const std::string& target,
                           const TrainingControl& control);
// Trains only network `member` of the ensemble, from 0.  The model has this one network and its
// membership, by which join() makes the model that train() returns.
std::optional<Model> train_member(const Dataset& data, const Partition& parts,
                                  const TrainingSettings& settings, const std::string& target,
                                  const TrainingControl& control, std::size_t member);
// The same as train() on one thread, without reports, checkpoints and stops.
Model train(const Dataset& data, const Partition& parts, const TrainingSettings& settings,
            const std::string& target);

}  // namespace melsift::model
