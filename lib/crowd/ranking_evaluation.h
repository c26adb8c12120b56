// Evaluates a crowd model with listens that are not part of its training.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "crowd/crowd_model.h"
#include "crowd/listens.h"

namespace melsift::crowd {

// Means over all evaluated users, for lists cut at k.  Definitions: ranking_metrics.h.
struct RankingQuality {
  std::size_t k = 0;
  double ndcg = 0.0;
  double recall = 0.0;
  double map = 0.0;        // MAP@k
  double coverage = 0.0;   // fraction of the model's items that at least one user gets
  double diversity = 0.0;  // intra-list
  double novelty = 0.0;    // bits
};

struct RankingEvaluation {
  std::size_t users = 0;           // evaluated users: those with a test item
  std::size_t test_items = 0;      // items to be found, of all users
  std::size_t unknown_items = 0;   // those of them that the model does not have; they count, too
  std::size_t known_listens = 0;   // test items that are also in the user's listens: left out
  std::size_t unknown_users = 0;   // evaluated users without listens: they get popular items
  std::vector<RankingQuality> at;  // for each k
};

// Recommends to each user of `test` the best items of the model that are not in the user's
// `listens`, and compares them with the user's items in `test`.  Popularity, diversity and novelty
// are computed from `listens`.  Throws Error invalid_argument if there is no user to evaluate.
RankingEvaluation evaluate_ranking(const CrowdModel& model, const Listens& listens,
                                   const Listens& test, const std::vector<std::size_t>& ks,
                                   unsigned threads);

// One JSON object: users, test_items, unknown_items, unknown_users, known_listens, and at, a list
// of {k, ndcg, recall, map, coverage, diversity, novelty}.
std::string to_json(const RankingEvaluation& evaluation);

}  // namespace melsift::crowd
