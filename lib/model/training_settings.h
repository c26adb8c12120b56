// How a network is trained, and the recipe of each preset.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/augmentation.h"
#include "model/band_levels.h"
#include "model/schedule.h"
#include "nn/architecture.h"
#include "nn/contrastive.h"

namespace melsift::model {

enum class OptimizerKind { adam, adamw, sgd };
enum class ClassWeights {
  none,
  balanced,  // a class counts rows / (classes * its rows), as in scikit-learn
};

// "adam", "adamw", "sgd"; "none", "balanced".
std::string_view to_text(OptimizerKind kind);
std::string_view to_text(ClassWeights weights);
// Throw Error invalid_argument, naming the setting, for another word.
OptimizerKind parse_optimizer(std::string_view text);
ClassWeights parse_class_weights(std::string_view text);

// The name of an architecture that the user describes.
inline constexpr std::string_view kCustom = "custom";

struct TrainingSettings {
  std::string arch = "mlp";       // a preset's name, or kCustom ...
  std::string architecture_json;  // ... and then what melsift-model(5) describes ...
  std::string architecture_name;  // ... from the file of this name

  int epochs = 20;                                // passes over the training rows
  int batch_size = 16;                            // rows an optimizer step
  OptimizerKind optimizer = OptimizerKind::adam;  // sgd has the momentum 0.9
  double learning_rate = 1e-3;                    // the schedule's peak
  double weight_decay = 0.0;                      // adamw's
  ScheduleKind schedule = ScheduleKind::constant;
  int warmup = 0;    // epochs in which the learning rate rises to its peak
  int patience = 0;  // epochs without a lower validation loss that end the training; 0: none do

  bool logarithms = false;  // of feature columns that are all above zero, before they are scaled
  std::vector<std::string> left_out;  // feature columns that the network is not shown, by name
  ClassWeights class_weights = ClassWeights::none;
  double label_smoothing = 0.0;  // share of a target that is spread over all classes, 0 .. below 1
  double mixup = 0.0;            // alpha of Zhang et al. 2018; 0: none
  Augmentation augmentation;     // of mel matrices
  BandMeans band_means = BandMeans::keep;  // of mel matrices
  nn::Contrast contrast;                   // supervised contrastive loss of the embeddings
  int frames = 0;      // of a mel matrix that the network sees; 0: all there are
  int window_hop = 0;  // frames between windows in classification; 0: half a window

  // Decay of an exponential moving average of the weights, which replaces the last weights (Polyak
  // & Juditsky 1992); 0 .. below 1, 0: none.  The decay at step t is at most t / (t + 10), so that
  // the average forgets the first weights.
  double averaging = 0.0;
  int ensemble = 1;        // networks, of the seeds seed, seed + 1, ...
  bool calibrated = true;  // temperature scaling, where there are rows to validate by
  std::uint64_t seed = 1;  // of first weights, order, dropout and augmentation

  // The settings that suit a preset ("mlp", "tabular", "cnn", "melnet") or kCustom.  Throws Error
  // invalid_argument for another name.
  static TrainingSettings recipe(std::string_view arch);
  // Chooses an optimizer, and its usual learning rate and weight decay.
  void set_optimizer(OptimizerKind kind);

  // Throws Error invalid_argument, naming the setting, for a value out of range.
  void check() const;
  // "arch=mlp epochs=20 batch_size=16 optimizer=adam learning_rate=0.001", followed by all others
  // that differ from their defaults, but without the seed.
  std::string text() const;
  // The network for inputs of this shape and at least two classes.  Throws Error invalid_argument
  // if the preset does not fit them.
  nn::Architecture architecture(const nn::Shape& input, nn::Index classes) const;
};

}  // namespace melsift::model
