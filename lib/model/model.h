// A trained model: all that classify needs, and where it came from.  File format: melsift-model(5).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/scaler.h"
#include "nn/network.h"

namespace melsift::model {

// A pass over the training data.
struct Epoch {
  double loss = 0.0;            // mean over the training rows, as they were met
  double accuracy = 0.0;        // of the training rows, 0..1, after the epoch
  double valid_loss = 0.0;      // NaN where nothing was held out
  double valid_accuracy = 0.0;  // likewise
};

// How a model came to be, for inspect and for doing it again.
struct Provenance {
  std::string version;   // melsift's, that trained it
  std::string target;    // the field that it predicts
  std::string training;  // settings as "key=value ..." in one line
  std::uint64_t seed = 0;
  std::size_t train_rows = 0;
  std::size_t valid_rows = 0;
  std::vector<Epoch> history;
};

struct Model {
  nn::Network network;
  Scaler scaler;
  std::string front_end;            // canonical string of the features it was trained on
  std::vector<std::string> labels;  // classes, in the order of the network's output
  Provenance provenance;
};

// The file's bytes, and back.  decode throws Error corrupt or unsupported, beginning with `name`.
std::string encode(const Model& model);
Model decode(std::string_view bytes, const std::string& name);

// Reads a model file.  Throws Error not_found, io, corrupt, unsupported.
Model load(const std::string& path);

}  // namespace melsift::model
