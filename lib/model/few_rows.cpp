#include "model/few_rows.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "model/calibration.h"
#include "model/cross_validation.h"
#include "model/prediction.h"
#include "model/split.h"

namespace melsift::model {
namespace {

constexpr std::size_t kFolds = 5;

// Nothing if a class is only in one fold: no model of the other folds could predict it.
std::optional<Folds> folds_of(const Dataset& data, std::span<const std::size_t> rows,
                              std::uint64_t seed) {
  std::vector<record::Record> records;
  for (const std::size_t row : rows) records.push_back(data.records[row]);
  const auto parts = stratified_parts(records, std::vector<double>(kFolds, 1.0), seed);
  Folds folds;
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    std::vector<std::size_t> inside;
    std::set<int> outside;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (parts[i] == fold)
        inside.push_back(rows[i]);
      else
        outside.insert(data.y[rows[i]]);
    }
    if (inside.empty()) continue;
    if (outside.size() < data.classes.size()) return std::nullopt;
    folds.numbers.push_back(static_cast<long long>(fold));
    folds.rows.push_back(std::move(inside));
  }
  return folds;
}

}  // namespace

bool calibrate_on_few(Model& model, const Dataset& data, std::span<const std::size_t> rows,
                      TrainingSettings settings, const std::string& target,
                      const TrainingControl& control) {
  const auto folds = folds_of(data, rows, settings.seed);
  if (!folds) {
    const Matrix p = predict_rows(model.networks, data, rows, model.scaler);
    model.temperature = fit_temperature(p, classes_of(data, rows), Targets::smoothed);
    return true;
  }
  settings.calibrated = false;
  settings.patience = 0;
  TrainingControl own;
  own.threads = control.threads;
  own.stop = control.stop;
  auto results = cross_validate(data, *folds, all_folds(*folds), 0.0, settings, target, own, {});
  if (!results) return false;
  std::vector<record::Record> records;
  for (FoldResult& result : *results)
    std::ranges::move(result.records, std::back_inserter(records));
  model.temperature = fit_temperature(records, model.labels, target, Targets::smoothed);
  return true;
}

}  // namespace melsift::model
