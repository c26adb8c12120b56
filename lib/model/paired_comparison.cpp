#include "model/paired_comparison.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "base/error.h"

namespace melsift::model {

// Twice the lower tail of the binomial distribution of n trials and probability 1/2.  Logarithms,
// because 2^-n underflows from n = 1075 on.
double mcnemar_p(long only_a, long only_b) {
  const long n = only_a + only_b;
  double term = -static_cast<double>(n) * std::log(2.0);  // log of C(n, i) / 2^n
  double tail = 0.0;
  for (long i = 0; i <= std::min(only_a, only_b); ++i) {
    tail += std::exp(term);
    term += std::log(static_cast<double>(n - i) / static_cast<double>(i + 1));
  }
  return std::min(1.0, 2.0 * tail);
}

void PairedComparison::add(Side side, const record::Record& record, std::string_view label,
                           const std::string& where) {
  const auto refuse = [&](const std::string& why) {
    throw Error(ErrorKind::invalid_argument, where, why);
  };
  if (record.path.empty()) refuse("the record has no path to pair it by");
  std::string key = record.path;
  if (record.segment) key += '\n' + std::to_string(record.segment->index);
  const auto at = static_cast<std::size_t>(side);
  Pair& pair = pairs_[key];
  if (pair.has[at]) refuse(record.path + " occurs twice");
  if (pair.has[1 - at] && pair.label != label)
    refuse(record.path + " has the class " + std::string(label) + ", in the other file " +
           pair.label);
  pair.label = label;
  if (side == Side::a || !pair.has[1 - at]) pair.split = record.split;
  pair.has[at] = true;
  pair.correct[at] = record.predicted == label;
}

Comparison PairedComparison::compare(const std::vector<std::string>& splits) const {
  Comparison result;
  for (const auto& [key, pair] : pairs_) {
    if (std::ranges::find(splits, pair.split) == splits.end()) continue;
    if (!pair.has[0] || !pair.has[1]) {
      ++result.unpaired[pair.has[0] ? 0 : 1];
      continue;
    }
    ++result.count;
    for (const std::size_t side : {0, 1}) {
      result.correct[side] += pair.correct[side] ? 1 : 0;
      result.only_correct[side] += pair.correct[side] && !pair.correct[1 - side] ? 1 : 0;
    }
  }
  if (result.count == 0)
    throw Error(ErrorKind::invalid_argument, "records", "the two files have no track in common");
  result.p = mcnemar_p(result.only_correct[0], result.only_correct[1]);
  return result;
}

std::string to_json(const Comparison& comparison) {
  nlohmann::ordered_json json = {{"count", comparison.count}};
  for (const long correct : comparison.correct) {
    const Interval interval = wilson_interval(correct, comparison.count);
    json["accuracy"].push_back(static_cast<double>(correct) /
                               static_cast<double>(comparison.count));
    json["interval"].push_back({interval.low, interval.high});
  }
  json["only_correct"] = comparison.only_correct;
  json["p"] = comparison.p;
  json["unpaired"] = comparison.unpaired;
  return json.dump();
}

}  // namespace melsift::model
