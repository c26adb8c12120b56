// A trained model: all that is needed to classify, and how the model was made.  melsift-model(5)
// describes its file, which is safetensors.
//
//   const model::Model model = model::load("genre.safetensors");
//   std::puts(model.labels[0].c_str());
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/membership.h"
#include "model/scaler.h"
#include "nn/network.h"
#include "record/record.h"

namespace melsift::model {

// A pass over the training data.
struct Epoch {
  double loss = 0.0;            // mean over the training rows, each at its step, 0 or more
  double accuracy = 0.0;        // fraction of them classified correctly at that step, 0..1
  double valid_loss = 0.0;      // of the held-out rows, after the epoch; NaN if there are none
  double valid_accuracy = 0.0;  // likewise
};

// How one network was trained.
struct Training {
  std::vector<Epoch> history;
  std::size_t best_epoch = 0;  // the epoch whose weights were kept, from 1; 0: the last
};

// How a model was made: enough to train it again from the same records.
struct Provenance {
  std::string version;   // of the melsift that trained it
  std::string target;    // the field that it predicts
  std::string training;  // settings as "key=value ..." in one line
  std::uint64_t seed = 0;
  std::size_t train_rows = 0;
  std::size_t valid_rows = 0;
  std::vector<Training> networks;  // of each network
  std::string description;         // a line for people; may be empty
};

struct Model {
  // At least one, all of the same architecture.  The probabilities of the model are the mean of
  // theirs, at `temperature`.
  std::vector<nn::Network> networks;
  Scaler scaler;
  // Above 0; 1 changes nothing, above 1 makes probabilities more equal (Guo et al. 2017).
  double temperature = 1.0;
  // Whether the temperature applies to the mean over a track's windows.  In models of version 0.1.0
  // it applies to each window.
  bool calibrated_on_tracks = true;
  int window_hop = 0;               // frames between windows of a mel matrix; 0: half a window
  double weight = 1.0;              // above 0; in the mean with other models (see Committee)
  std::string front_end;            // canonical string of what it was trained on
  std::vector<std::string> labels;  // classes, in the order of the networks' output
  // The group_hash() of each training record, ascending, each once.
  std::vector<std::uint64_t> training_groups;
  Provenance provenance;
  // If the model is one network of an ensemble whose other networks are trained elsewhere.
  std::optional<Membership> membership;
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

// The hash of the record's group, or of its path if it has no group.
std::uint64_t group_hash(const record::Record& record);
// The hashes of the records with these numbers, ascending, each once: a model's training_groups.
std::vector<std::uint64_t> group_hashes(const std::vector<record::Record>& records,
                                        std::span<const std::size_t> numbers);

// The bytes of the model's file, and the model of such bytes.  The same model gives the same bytes.
// decode() throws Error corrupt or unsupported, beginning with `name`.
std::string encode(const Model& model);
Model decode(std::string_view bytes, const std::string& name);

// 16 hexadecimal digits that differ between models: a hash of the bytes of the model's file.
std::string fingerprint(const Model& model);

// Reads a model file.  Throws Error not_found, io, corrupt, unsupported.
Model load(const std::string& path);

}  // namespace melsift::model
