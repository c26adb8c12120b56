// The parameters of a training, and the recipe of each preset.
//
//   auto settings = model::TrainingSettings::recipe("melnet");
//   settings.epochs = 70;
//   settings.check();
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
  balanced,  // the weight of a class is rows / (classes * its rows), as in scikit-learn
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
  std::string arch = "mlp";       // a preset ("mlp", "tabular", "cnn", "melnet"), or kCustom
  std::string architecture_json;  // of kCustom: the layers, see melsift-model(5)
  std::string architecture_name;  // of kCustom: the file's name in messages

  int epochs = 20;      // passes over the training rows, 1 or more
  int batch_size = 16;  // rows per optimizer step, 1 or more
  // Parts of a batch, 1 .. batch_size, whose gradients are computed separately, so that several
  // processes share them; batch normalization sees one part.
  int shards = 1;
  // adam: Kingma & Ba 2015; adamw: Loshchilov & Hutter 2019; sgd: with momentum 0.9.
  OptimizerKind optimizer = OptimizerKind::adam;
  double learning_rate = 1e-3;  // the peak of the schedule, above 0
  double weight_decay = 0.0;    // of adamw, 0 or more
  ScheduleKind schedule = ScheduleKind::constant;
  int warmup = 0;    // epochs during which the learning rate rises to its peak
  int patience = 0;  // the training ends after so many epochs without a lower validation loss;
                     // 0: never

  bool logarithms = false;  // take those of feature columns that are above 0 in all training rows
  std::vector<std::string> left_out;  // names of feature columns that the network does not get
  ClassWeights class_weights = ClassWeights::none;
  // The fraction of a target that all classes share (Szegedy et al. 2016), 0 .. below 1.
  double label_smoothing = 0.0;
  double mixup = 0.0;                      // alpha of Zhang et al. 2018, 0 or more; 0: none
  Augmentation augmentation;               // of mel matrices
  BandMeans band_means = BandMeans::keep;  // of mel matrices
  nn::Contrast contrast;  // supervised contrastive loss of embeddings (Khosla et al. 2020)
  int frames = 0;         // frames of a mel matrix that are the network's input; 0: all
  int window_hop = 0;     // frames between windows in classification; 0: half a window

  // Decay of an exponential moving average of the weights, which replaces the last weights (Polyak
  // & Juditsky 1992); 0 .. below 1, 0: none.  The decay at step t is at most t / (t + 10), so that
  // the average forgets the first weights.
  double averaging = 0.0;
  int ensemble = 1;        // networks, with the seeds seed, seed + 1, ...
  bool calibrated = true;  // fit the temperature (Guo et al. 2017) if there are rows to validate by
  std::uint64_t seed = 1;  // of initial weights, order, dropout and augmentation

  // The settings recommended for a preset ("mlp", "tabular", "cnn", "melnet") or kCustom.  Throws
  // Error invalid_argument for another name.
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
