// A trained model: all that classify needs, and where it came from.  File format: melsift-model(5).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/scaler.h"
#include "nn/network.h"
#include "record/record.h"

namespace melsift::model {

// A pass over the training data.
struct Epoch {
  double loss = 0.0;            // mean over the training rows, as they were met
  double accuracy = 0.0;        // share of them told rightly then, 0..1
  double valid_loss = 0.0;      // of the rows held out, after the epoch; NaN where there are none
  double valid_accuracy = 0.0;  // likewise
};

// How a network came to its weights.
struct Training {
  std::vector<Epoch> history;
  std::size_t best_epoch = 0;  // from 1: the one whose weights were kept; 0: the last
};

// How a model came to be, for inspect and for doing it again.
struct Provenance {
  std::string version;   // melsift's, that trained it
  std::string target;    // the field that it predicts
  std::string training;  // settings as "key=value ..." in one line
  std::uint64_t seed = 0;
  std::size_t train_rows = 0;
  std::size_t valid_rows = 0;
  std::vector<Training> networks;  // one for each of the model's
  std::string description;         // a line for people; may be empty
};

struct Model {
  // One as a rule; the members of an ensemble, all of the same architecture.  The model's
  // probabilities are the mean of theirs, and then those at `temperature`.
  std::vector<nn::Network> networks;
  Scaler scaler;
  double temperature = 1.0;  // see apply_temperature
  // Whether the temperature applies to the mean over a track's windows.  In models of version 0.1.0
  // it applies to each window.
  bool calibrated_on_tracks = true;
  int window_hop = 0;               // frames between windows of a mel matrix; 0: half a window
  double weight = 1.0;              // what it counts beside other models (see Committee)
  std::string front_end;            // canonical string of what it was trained on
  std::vector<std::string> labels;  // classes, in the order of the networks' output
  // Hashes of what it was trained on (see group_hash), ascending, each once.
  std::vector<std::uint64_t> training_groups;
  Provenance provenance;
  // Whether the fingerprint is wide_hash() of the file's bytes.  For models of version 0.1.0 it is
  // hash().
  bool has_wide_hash = true;
  // The fingerprint of the file that the model was read from; empty for a model made in memory.
  std::string file_fingerprint;

  const nn::Shape& input_shape() const { return networks.front().input_shape(); }
  // Frames from the start of a window to the start of the next.
  nn::Index hop() const {
    return window_hop > 0 ? window_hop : std::max<nn::Index>(input_shape().width / 2, 1);
  }
};

// The hash of what a split must not tear the record from: its group, or its path where it has none.
std::uint64_t group_hash(const record::Record& record);
// The hashes of the records with these numbers, ascending, each once: a model's training_groups.
std::vector<std::uint64_t> group_hashes(const std::vector<record::Record>& records,
                                        std::span<const std::size_t> numbers);

// The file's bytes, and back.  decode throws Error corrupt or unsupported, beginning with `name`.
std::string encode(const Model& model);

// 16 hexadecimal digits that differ between models: a hash of the bytes of the model's file.
std::string fingerprint(const Model& model);
Model decode(std::string_view bytes, const std::string& name);

// Reads a model file.  Throws Error not_found, io, corrupt, unsupported.
Model load(const std::string& path);

}  // namespace melsift::model
