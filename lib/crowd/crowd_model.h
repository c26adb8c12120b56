// A recommender that learns from who listens to what.  It contains items, not users: a user is
// described by the played items, and need not be part of the training data.  File format:
// melsift-model(5), in crowd_file.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/matrix.h"
#include "crowd/als.h"
#include "crowd/crowd_settings.h"
#include "crowd/listens.h"
#include "crowd/sparse_rows.h"

namespace melsift::crowd {

// The parts of a model, as in its file.
struct CrowdParts {
  Settings settings;
  std::string version;  // of the melsift that trained it
  std::uint64_t seed = 1;
  std::uint64_t users = 0;    // in the training data
  std::uint64_t listens = 0;  // pairs of user and item in the training data
  std::vector<std::string> items;
  std::vector<float> listeners;  // of each item
  SparseRows weights{};          // (items, items) of item-knn, ease and blend
  Matrix factors{};              // (items, factors) of als and blend
};

// An item that contributes to a recommendation.
struct Reason {
  std::uint32_t item = 0;
  double share = 0.0;  // of the sum of all contributions, 0..1
};

// Thread-safe.
class CrowdModel {
 public:
  // The parts must be consistent, as those of train_crowd and decode_crowd are.
  explicit CrowdModel(CrowdParts parts);

  const CrowdParts& parts() const { return parts_; }
  const Settings& settings() const { return parts_.settings; }
  const std::vector<std::string>& items() const { return parts_.items; }
  std::optional<std::uint32_t> item(const std::string& name) const;

  // How well each item suits a user with these listens (item numbers of this model, ascending, each
  // once; plays).  Higher is better; scores can be compared only within one call, and those of the
  // listens themselves have no meaning.  If there are no listens, or if they give no scores, the
  // score is the number of listeners of each item.
  std::vector<float> scores(std::span<const Listen> listens) const;

  // The user's listens that contribute most to the score of `item`, the largest contribution first,
  // at most `count`; empty if none contributes.
  std::vector<Reason> reasons(std::uint32_t item, std::span<const Listen> listens,
                              std::size_t count) const;

 private:
  std::vector<double> weight_scores(std::span<const Listen> listens) const;
  std::vector<double> factor_scores(std::span<const Listen> listens) const;

  CrowdParts parts_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::optional<FoldIn> fold_in_;
};

// Trains on all listens.  `on_iteration` receives the iterations of als.  The same listens,
// settings and seed give the same model with any number of threads.  Throws Error invalid_argument
// for settings out of range or no listens; what train_ease throws.
CrowdParts train_crowd(const Listens& listens, const Settings& settings, std::uint64_t seed,
                       unsigned threads,
                       const std::function<void(int done, double loss)>& on_iteration = {});

// Convert a model to the bytes of a file and back.  decode_crowd throws Error corrupt or
// unsupported that begins with `name`.
std::string encode_crowd(const CrowdParts& parts);
CrowdParts decode_crowd(std::string_view bytes, const std::string& name);

// Reads a model file.  Throws Error not_found, io, corrupt, unsupported.
CrowdModel load_crowd(const std::string& path);
// Whether the file at `path` exists and has the format name of a crowd model.  Throws Error io if
// it can't be read.
bool is_crowd_model(const std::string& path);

}  // namespace melsift::crowd
