// A recommender that knows tracks by who listens to them.  It holds items, not users: a user is
// what she has listened to, whether she was met in training or not.  File format:
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

// What a model is made of, as its file holds it.
struct CrowdParts {
  Settings settings;
  std::string version;  // melsift's, that trained it
  std::uint64_t seed = 1;
  std::uint64_t users = 0;    // that it was trained on
  std::uint64_t listens = 0;  // pairs of user and item, likewise
  std::vector<std::string> items;
  std::vector<float> listeners;  // of each item
  SparseRows weights{};          // (items, items) of item-knn, ease and blend
  Matrix factors{};              // (items, factors) of als and blend
};

// An item that a recommendation is due to.
struct Reason {
  std::uint32_t item = 0;
  double share = 0.0;  // of all that speaks for the recommendation, 0..1
};

// Thread-safe.
class CrowdModel {
 public:
  // Parts that fit together, as train_crowd and decode_crowd make them.
  explicit CrowdModel(CrowdParts parts);

  const CrowdParts& parts() const { return parts_; }
  const Settings& settings() const { return parts_.settings; }
  const std::vector<std::string>& items() const { return parts_.items; }
  std::optional<std::uint32_t> item(const std::string& name) const;

  // How much each item suits a user with these listens (item numbers of this model, ascending, each
  // once; plays): higher is better, comparable only within one call, of a listen itself without
  // meaning.  Without listens, or where none of them says anything, it is how many listeners each
  // item has.
  std::vector<float> scores(std::span<const Listen> listens) const;

  // The user's listens that speak most for `item`, the most first, up to `count`; empty where none
  // does.
  std::vector<Reason> reasons(std::uint32_t item, std::span<const Listen> listens,
                              std::size_t count) const;

 private:
  std::vector<double> weight_scores(std::span<const Listen> listens) const;
  std::vector<double> factor_scores(std::span<const Listen> listens) const;

  CrowdParts parts_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::optional<FoldIn> fold_in_;
};

// Trains on all listens.  `on_iteration` is told of als' iterations.  The same listens, settings
// and seed give the same model whatever the number of threads.  Throws Error invalid_argument for
// settings out of range or no listens; what train_ease throws.
CrowdParts train_crowd(const Listens& listens, const Settings& settings, std::uint64_t seed,
                       unsigned threads,
                       const std::function<void(int done, double loss)>& on_iteration = {});

// The file's bytes, and back.  decode_crowd throws Error corrupt or unsupported that begins with
// `name`.
std::string encode_crowd(const CrowdParts& parts);
CrowdParts decode_crowd(std::string_view bytes, const std::string& name);

// Reads a model file.  Throws Error not_found, io, corrupt, unsupported.
CrowdModel load_crowd(const std::string& path);
// Whether there is a file at `path` that calls itself such a model.  Throws Error io if the system
// refuses to read it.
bool is_crowd_model(const std::string& path);

}  // namespace melsift::crowd
