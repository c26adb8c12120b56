// The rows of a dataset as training uses them: in a different order in every epoch, scaled, and
// augmented at random if the settings say so.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/matrix.h"
#include "model/dataset.h"
#include "model/scaler.h"
#include "model/training_settings.h"
#include "nn/shape.h"

namespace melsift::model {

// The weight of each of `count` classes in the loss, for rows of these classes: rows / (count *
// rows of the class), 0 for a class without rows, as scikit-learn's compute_class_weight
// ("balanced"); 1 each for ClassWeights::none.
std::vector<float> class_weights(std::span<const int> classes, std::size_t count,
                                 ClassWeights weights);

struct Batch {
  Matrix x;                  // (rows, input values)
  std::vector<int> classes;  // of the rows, before mixing
  Matrix targets;            // (rows, classes), the target output; empty: `classes` alone
};

// Every random choice has its own stream for seed, epoch and row (or batch), so that a batch can be
// made again without the batches before it.
class Batches {
 public:
  // data and rows must outlive it.  `scaler` is the scaler of this network.  `input` is the
  // network's input shape; if it has fewer frames than the data, each row gives a window at a
  // random position.
  Batches(const Dataset& data, std::span<const std::size_t> rows, const Scaler& scaler,
          const nn::Shape& input, const TrainingSettings& settings, std::uint64_t seed);

  std::size_t count() const;  // batches per epoch; the last may be smaller

  // Batch `number` (0 .. count-1) of epoch `epoch` (from 1); valid until the next call.
  const Batch& get(int epoch, std::size_t number);

 private:
  void begin(int epoch);
  void fill_input(std::span<const std::size_t> rows);
  void scale(std::span<const std::size_t> rows);
  void fill_targets();
  void mix(std::size_t number);

  const Dataset& data_;
  std::span<const std::size_t> rows_;
  Scaler scaler_;
  std::vector<BandLevels> levels_;  // of all rows of the data; empty if band means are kept
  nn::Shape input_;
  std::size_t batch_size_;
  Augmentation augmentation_;
  double label_smoothing_;
  double mixup_;
  std::uint64_t seed_;
  std::vector<float> class_weights_;
  bool plain_targets_;  // whether the classes alone are the targets

  int epoch_ = 0;
  std::uint64_t row_seed_ = 0;  // of this epoch's augmentation ...
  std::uint64_t mix_seed_ = 0;  // ... and mixing
  std::vector<std::size_t> order_;
  Batch batch_;
  Matrix before_mixing_;
};

}  // namespace melsift::model
