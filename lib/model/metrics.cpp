#include "model/metrics.h"

#include <cmath>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

namespace melsift::model {
namespace {

double share(double part, double whole) {
  return whole > 0.0 ? part / whole : 0.0;
}

nlohmann::ordered_json calibration_json(const Reliability& reliability) {
  nlohmann::ordered_json json = {{"count", reliability.count()},
                                 {"error", reliability.expected_error()}};
  for (const ReliabilityBin& bin : reliability.bins())
    json["bins"].push_back({{"low", bin.low},
                            {"high", bin.high},
                            {"count", bin.count},
                            {"confidence", bin.confidence},
                            {"accuracy", bin.accuracy}});
  return json;
}

}  // namespace

Interval wilson_interval(long right, long count) {
  constexpr double z = 1.959963984540054;  // the normal distribution's 97.5 % point
  const auto n = static_cast<double>(count);
  const double p = static_cast<double>(right) / n;
  const double centre = p + z * z / (2.0 * n);
  const double half = z * std::sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n));
  const double divisor = 1.0 + z * z / n;
  // Without rounding errors: exactly 0 if none is correct, 1 if all are.
  return {right == 0 ? 0.0 : (centre - half) / divisor,
          right == count ? 1.0 : (centre + half) / divisor};
}

void Tally::add(const std::string& label, const std::string& predicted,
                std::optional<double> confidence) {
  pairs_.emplace_back(label, predicted);
  if (confidence) reliability_.add(*confidence, label == predicted);
}

void Tally::add(const Tally& other) {
  pairs_.insert(pairs_.end(), other.pairs_.begin(), other.pairs_.end());
  reliability_.add(other.reliability_);
}

Evaluation Tally::evaluation() const {
  std::set<std::string> labels;
  for (const auto& [label, predicted] : pairs_) labels.insert({label, predicted});
  std::map<std::string, std::size_t> index;
  for (const std::string& label : labels) index.emplace(label, index.size());

  const std::size_t n = labels.size();
  Evaluation result;
  result.count = count();
  result.reliability = reliability_;
  result.confusion.assign(n, std::vector<long>(n, 0));
  for (const auto& [label, predicted] : pairs_) ++result.confusion[index[label]][index[predicted]];

  long right = 0;
  double f1_sum = 0.0;
  long occurring = 0;
  for (const std::string& label : labels) {
    const std::size_t i = index[label];
    long predicted = 0;
    ClassQuality quality{label, 0, 0, 0, 0};
    for (std::size_t j = 0; j < n; ++j) {
      quality.support += result.confusion[i][j];
      predicted += result.confusion[j][i];
    }
    const auto hits = static_cast<double>(result.confusion[i][i]);
    right += result.confusion[i][i];
    quality.precision = share(hits, static_cast<double>(predicted));
    quality.recall = share(hits, static_cast<double>(quality.support));
    quality.f1 =
        share(2.0 * quality.precision * quality.recall, quality.precision + quality.recall);
    if (quality.support > 0) {
      f1_sum += quality.f1;
      ++occurring;
    }
    result.classes.push_back(quality);
  }
  result.accuracy = static_cast<double>(right) / static_cast<double>(result.count);
  result.interval = wilson_interval(right, result.count);
  result.macro_f1 = f1_sum / static_cast<double>(occurring);
  return result;
}

std::string to_json(const Evaluation& evaluation) {
  nlohmann::ordered_json json = {{"count", evaluation.count},
                                 {"accuracy", evaluation.accuracy},
                                 {"interval", {evaluation.interval.low, evaluation.interval.high}},
                                 {"macro_f1", evaluation.macro_f1}};
  if (evaluation.reliability.count() > 0)
    json["calibration"] = calibration_json(evaluation.reliability);
  std::vector<std::string> labels;
  for (const ClassQuality& quality : evaluation.classes) {
    labels.push_back(quality.label);
    json["classes"].push_back({{"label", quality.label},
                               {"precision", quality.precision},
                               {"recall", quality.recall},
                               {"f1", quality.f1},
                               {"support", quality.support}});
  }
  json["labels"] = labels;
  json["confusion"] = evaluation.confusion;
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace melsift::model
