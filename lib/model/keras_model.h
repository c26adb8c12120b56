// A model of a network that Keras has trained.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/model.h"
#include "model/safetensors.h"

namespace melsift::model {

// What a file of weights does not say.
struct KerasSettings {
  std::string arch;                 // a preset's name, or kCustom (training_settings.h) ...
  std::string architecture_json;    // ... and then what melsift-model(5) describes,
  std::string architecture_name;    // with what complaints about it begin with
  std::vector<std::string> labels;  // classes, in the order of the network's output
  // Of what the network takes.  Left out: the architecture's, or what the front end gives, of mel
  // matrices the 128 frames that the presets are made for.
  std::optional<nn::Shape> input;
  // What it was trained on.  Empty: what extract gives for such an input unless told otherwise.
  std::string front_end;
  std::string target = "label";  // the field that the labels are of

  // Throws Error invalid_argument, naming the setting, for labels that are fewer than two or there
  // twice, and for a front end that can't be.
  void check() const;
};

struct KerasModel {
  Model model;
  std::vector<std::string> unused;  // the tensors that are of no use to it
};

// The model of these weights (see keras_weights.h).  "scaler/mean" and "scaler/scale", where the
// file has them, are its scaler; else the network is given what the front end gives.
// Throws Error, beginning with `name`, what set_keras_weights() throws, and where a scaler does not
// fit; beginning with the setting at fault, where settings disagree.
KerasModel keras_model(const Safetensors& weights, const KerasSettings& settings,
                       const std::string& name);

}  // namespace melsift::model
