// A crowd model judged by listens that it has not met.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "crowd/crowd_model.h"
#include "crowd/listens.h"

namespace melsift::crowd {

// Means over the users judged, of lists cut off at k.  The definitions: ranking_metrics.h.
struct RankingQuality {
  std::size_t k = 0;
  double ndcg = 0.0;
  double recall = 0.0;
  double map = 0.0;        // MAP@k
  double coverage = 0.0;   // share of the model's items that are recommended to somebody
  double diversity = 0.0;  // intra-list
  double novelty = 0.0;    // bits
};

struct RankingEvaluation {
  std::size_t users = 0;           // judged: those with a test item
  std::size_t test_items = 0;      // what was to be found, over all users
  std::size_t unknown_items = 0;   // of these the ones that the model can't know; they count
  std::size_t known_listens = 0;   // test items among the user's listens: left out
  std::size_t unknown_users = 0;   // judged, but without listens: told what is popular
  std::vector<RankingQuality> at;  // for each k
};

// Each user of `test` is recommended the best of the model's items that are not among his
// `listens`; to find are his items in `test`.  The model's popularity, diversity and novelty go by
// `listens`.  Throws Error invalid_argument where there is no user to judge.
RankingEvaluation evaluate_ranking(const CrowdModel& model, const Listens& listens,
                                   const Listens& test, const std::vector<std::size_t>& ks,
                                   unsigned threads);

// One JSON object: users, test_items, unknown_items, unknown_users, known_listens, and at, a list
// of {k, ndcg, recall, map, coverage, diversity, novelty}.
std::string to_json(const RankingEvaluation& evaluation);

}  // namespace melsift::crowd
