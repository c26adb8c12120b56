#include "model/calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "model/prediction.h"

namespace melsift::model {
namespace {

constexpr std::size_t kBins = 15;  // as in Guo et al.

// A network may round a probability to 0, and no temperature changes its logarithm.
double log_of(float probability) {
  return std::log(static_cast<double>(std::max(probability, std::numeric_limits<float>::min())));
}

// The logarithms of a row's probabilities; two values if the row is the output of a single sigmoid.
void log_row(const Matrix& probabilities, Eigen::Index row, std::vector<double>& out) {
  out.clear();
  if (probabilities.cols() == 1) {
    const float p = probabilities(row, 0);
    out = {log_of(1.0F - p), log_of(p)};
    return;
  }
  for (const float p : probabilities.row(row)) out.push_back(log_of(p));
}

// softmax(log p / T), in place.
void soften(std::vector<double>& logs, double temperature) {
  const double largest = *std::max_element(logs.begin(), logs.end());
  double sum = 0.0;
  for (double& value : logs) sum += value = std::exp((value - largest) / temperature);
  for (double& value : logs) value /= sum;
}

// The targets for the rows of each class, in the order of the classes.
std::vector<double> targets_of(std::span<const int> classes, Eigen::Index count, Targets targets) {
  std::vector<double> rows(static_cast<std::size_t>(count), 0.0);
  for (const int c : classes) ++rows[static_cast<std::size_t>(c)];
  for (double& n : rows) n = targets == Targets::exact ? 1.0 : (n + 1.0) / (n + 2.0);
  return rows;
}

// The derivative of the negative log likelihood by 1/T: the sum, over the rows, of the mean of log
// p under the probabilities at T minus the mean under the targets.  It rises with 1/T because the
// likelihood is log-concave in 1/T, so its only zero is the minimum.
double slope(const Matrix& probabilities, std::span<const int> classes,
             std::span<const double> targets, double temperature) {
  double sum = 0.0;
  std::vector<double> logs, softened;
  for (Eigen::Index row = 0; row < probabilities.rows(); ++row) {
    log_row(probabilities, row, logs);
    softened = logs;
    soften(softened, temperature);
    for (std::size_t k = 0; k < logs.size(); ++k) sum += softened[k] * logs[k];
    const auto truth = static_cast<std::size_t>(classes[static_cast<std::size_t>(row)]);
    const double others = (1.0 - targets[truth]) / static_cast<double>(logs.size() - 1);
    if (others > 0.0)
      for (std::size_t k = 0; k < logs.size(); ++k)
        if (k != truth) sum -= others * logs[k];
    sum -= targets[truth] * logs[truth];
  }
  return sum;
}

}  // namespace

double fit_temperature(const Matrix& probabilities, std::span<const int> classes) {
  return fit_temperature(probabilities, classes, Targets::exact);
}

double fit_temperature(const Matrix& probabilities, std::span<const int> classes, Targets targets) {
  const auto of_classes =
      targets_of(classes, std::max<Eigen::Index>(probabilities.cols(), 2), targets);
  const auto slope_at = [&](double temperature) {
    return slope(probabilities, classes, of_classes, temperature);
  };
  const double coldest = slope_at(kLowestTemperature), hottest = slope_at(kHighestTemperature);
  // All rows are uniform, and differences are rounding.
  const double rounding = 1e-12 * static_cast<double>(probabilities.size());
  if (std::abs(coldest) <= rounding && std::abs(hottest) <= rounding) return 1.0;
  if (coldest <= 0.0) return kLowestTemperature;
  if (hottest >= 0.0) return kHighestTemperature;
  // Halving log T: the range is 400 to 1, and 60 halvings exceed the precision of a double.
  double low = std::log(kLowestTemperature), high = std::log(kHighestTemperature);
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (slope_at(std::exp(middle)) > 0.0 ? low : high) = middle;
  }
  return std::exp(0.5 * (low + high));
}

double fit_held_out_temperature(const Matrix& probabilities, std::span<const int> classes) {
  if (count_right(probabilities, classes) == classes.size()) return 1.0;
  return fit_temperature(probabilities, classes);
}

double fit_temperature(std::span<const record::Record> records,
                       const std::vector<std::string>& classes, const std::string& where,
                       Targets targets) {
  const auto refuse = [&](const record::Record& record, const std::string& detail) {
    throw Error(ErrorKind::invalid_argument, where, record.path + " " + detail);
  };
  if (records.empty()) throw Error(ErrorKind::invalid_argument, where, "has no records");
  Matrix p(static_cast<Eigen::Index>(records.size()), static_cast<Eigen::Index>(classes.size()));
  std::vector<int> truths;
  for (const record::Record& record : records) {
    const auto row = static_cast<Eigen::Index>(truths.size());
    if (record.scores.empty()) refuse(record, "has no scores");
    if (!std::ranges::equal(record.scores, classes, {}, &record::Score::label))
      refuse(record, "has scores of other classes than the model");
    for (Eigen::Index k = 0; k < p.cols(); ++k)
      p(row, k) = record.scores[static_cast<std::size_t>(k)].value;
    const auto truth = std::ranges::find(classes, record.label);
    if (truth == classes.end()) refuse(record, "has a label that is not a class of the model");
    truths.push_back(static_cast<int>(truth - classes.begin()));
  }
  return fit_temperature(p, truths, targets);
}

void apply_temperature(Matrix& probabilities, double temperature) {
  if (temperature == 1.0) return;
  std::vector<double> row_values;
  for (Eigen::Index row = 0; row < probabilities.rows(); ++row) {
    if (!probabilities.row(row).allFinite()) continue;  // stays as it is, for the caller to see
    log_row(probabilities, row, row_values);
    soften(row_values, temperature);
    const std::size_t skipped = probabilities.cols() == 1 ? 1 : 0;
    for (Eigen::Index k = 0; k < probabilities.cols(); ++k)
      probabilities(row, k) = static_cast<float>(row_values[static_cast<std::size_t>(k) + skipped]);
  }
}

Reliability::Reliability() : sums_(kBins) {}

void Reliability::add(double confidence, bool right) {
  // (low, high], so that 1 is in the last bin, and 0, which is never the highest probability, in
  // the first.
  const double place = std::ceil(confidence * static_cast<double>(kBins)) - 1.0;
  Sum& sum =
      sums_[static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(kBins - 1)))];
  ++sum.count;
  sum.right += right;
  sum.confidence += confidence;
}

void Reliability::add(const Reliability& other) {
  for (std::size_t i = 0; i < kBins; ++i) {
    sums_[i].count += other.sums_[i].count;
    sums_[i].right += other.sums_[i].right;
    sums_[i].confidence += other.sums_[i].confidence;
  }
}

long Reliability::count() const {
  long count = 0;
  for (const Sum& sum : sums_) count += sum.count;
  return count;
}

std::vector<ReliabilityBin> Reliability::bins() const {
  std::vector<ReliabilityBin> bins;
  for (std::size_t i = 0; i < kBins; ++i) {
    const Sum& sum = sums_[i];
    const auto n = static_cast<double>(std::max(sum.count, 1L));
    bins.push_back({static_cast<double>(i) / kBins, static_cast<double>(i + 1) / kBins, sum.count,
                    sum.confidence / n, static_cast<double>(sum.right) / n});
  }
  return bins;
}

double Reliability::expected_error() const {
  double error = 0.0;
  for (const ReliabilityBin& bin : bins())
    error += static_cast<double>(bin.count) * std::abs(bin.accuracy - bin.confidence);
  return error / static_cast<double>(std::max(count(), 1L));
}

}  // namespace melsift::model
