// Makes a model from a network that was trained with Keras.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/model.h"
#include "model/safetensors.h"

namespace melsift::model {

// Settings that a file of weights does not contain.
struct KerasSettings {
  std::string arch;                 // a preset's name, or kCustom (training_settings.h) ...
  std::string architecture_json;    // ... and then what melsift-model(5) describes,
  std::string architecture_name;    // with the name for messages about it
  std::vector<std::string> labels;  // classes, in the order of the network's output
  // The input shape.  If it is missing: that of the architecture, or of the front end, with 128
  // frames for mel matrices, for which the presets are made.
  std::optional<nn::Shape> input;
  // The front end of the training data.  Empty: the default of extract for such an input.
  std::string front_end;
  std::string target = "label";  // the field of the labels

  // Throws Error invalid_argument, naming the setting, if there are fewer than two labels, a label
  // occurs twice, or the front end is impossible.
  void check() const;
};

struct KerasModel {
  Model model;
  std::vector<std::string> unused;  // tensors that the model does not need
};

// The model of these weights (see keras_weights.h).  "scaler/mean" and "scaler/scale" of the file,
// if they exist, are its scaler; otherwise the network gets the features unscaled.  Throws the
// Errors of set_keras_weights(); Error that begins with `name` if a scaler does not fit; Error that
// begins with the setting if settings disagree.
KerasModel keras_model(const Safetensors& weights, const KerasSettings& settings,
                       const std::string& name);

}  // namespace melsift::model
