// The kind of a crowd model and the settings of its training.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crowd/als.h"
#include "crowd/ease.h"
#include "crowd/item_neighbours.h"
#include "crowd/listens.h"

namespace melsift::crowd {

enum class Arch {
  popularity,  // by the number of listeners, the same for all users: a baseline
  item_knn,    // item_neighbours.h
  ease,        // ease.h
  als,         // als.h
  blend,       // ease and als, each score divided by its deviation over all items
};

// The names, for messages and parsing: "popularity", "item-knn", "ease", "als", "blend".
const std::vector<std::string>& arch_names();
std::string to_text(Arch arch);
// Whether `name` is the name of an arch.
bool is_arch(std::string_view name);
// These throw Error invalid_argument that begins "arch: ", "weighting: " or "similarity: ".
Arch parse_arch(std::string_view name);
Weighting parse_weighting(std::string_view name);
Similarity parse_similarity(std::string_view name);

struct Settings {
  Arch arch = Arch::als;
  AlsSettings als;
  Weighting als_weighting = Weighting::log;
  NeighbourSettings neighbours;
  EaseSettings ease;
  Weighting item_weighting = Weighting::log;  // of item-knn and ease, for training and for scores
  double als_share = 0.7;                     // of blend: the weight of als; ease has the rest

  // The defaults of an arch.  Those in the structs above were chosen on the last.fm listens of
  // HetRec 2011, with a fifth of each user's training items held out, twice; the test part was not
  // used.  NDCG@10 and recall@20 there: item-knn 0.176 and 0.241 (0.169 and 0.231 without
  // shrinkage), ease 0.180 and 0.248, als 0.188 and 0.258 (0.161 and 0.239 with alpha 10,
  // regularization 1, binary), blend 0.190 and 0.260.
  static Settings recipe(Arch arch);

  bool has_als() const { return arch == Arch::als || arch == Arch::blend; }
  bool has_ease() const { return arch == Arch::ease || arch == Arch::blend; }
  bool has_weights() const { return arch == Arch::item_knn || has_ease(); }

  // Throws Error invalid_argument that begins with the setting's name.
  void check() const;
  // The settings that the arch uses: "arch=als factors=64 ...".
  std::string text() const;
  // Reads the result of text().  Throws Error invalid_argument.
  static Settings parse(std::string_view text);
};

}  // namespace melsift::crowd
