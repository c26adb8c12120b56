// Two classifications of the same tracks, compared by a paired test.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/metrics.h"
#include "record/record.h"

namespace melsift::model {

// The two-sided p-value of McNemar's exact test (Q. McNemar, Psychometrika 12, 1947; recommended to
// compare two classifiers on one test set by T. Dietterich, Neural Computation 10(7), 1998): the
// probability that the discordant tracks split at least as unevenly as `only_a` to `only_b`, if
// each classifier is equally likely to be the correct one.  1 without discordant tracks.
double mcnemar_p(long only_a, long only_b);

struct Comparison {
  long count = 0;                         // tracks that both have classified
  std::array<long, 2> correct = {};       // tracks that A and B classify correctly
  std::array<long, 2> only_correct = {};  // tracks that only A, or only B, classifies correctly
  double p = 1.0;                         // of mcnemar_p
  std::array<long, 2> unpaired = {};      // tracks that only A, or only B, has classified
};

// Pairs the tracks of A and B by path and segment.
class PairedComparison {
 public:
  enum class Side { a, b };

  // Throws Error invalid_argument, beginning with `where`, for a record without a path, for a track
  // that its side already has, and for a track whose class differs on the other side.
  void add(Side side, const record::Record& record, std::string_view label,
           const std::string& where);

  // The records whose split, by A if A has the track, is one of these ("": no split).  Throws Error
  // invalid_argument if A and B have no such track in common.
  Comparison compare(const std::vector<std::string>& splits) const;

 private:
  struct Pair {
    std::string label, split;
    std::array<bool, 2> has = {}, correct = {};
  };

  std::map<std::string, Pair> pairs_;
};

// One JSON object on a line: count, accuracy, interval and only_correct (lists with the values of A
// and B), p, unpaired.
std::string to_json(const Comparison& comparison);

}  // namespace melsift::model
