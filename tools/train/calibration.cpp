#include "tools/train/calibration.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "model/calibration.h"
#include "model/few_rows.h"
#include "record/source.h"

namespace melsift::tools {
namespace {

double temperature_of_records(const model::Model& model, const std::string& path) {
  std::vector<record::Record> judged;
  record::Source source(path);
  for (record::Record record; source.next(record);) judged.push_back(std::move(record));
  return model::fit_temperature(judged, model.labels, path);
}

}  // namespace

bool calibrates_on_few(const FinishedTraining& training, const model::Dataset& data) {
  const TrainOptions& options = training.options;
  return options.temperature == 0.0 && options.calibration.empty() && options.target == "liked" &&
         training.settings.calibrated && data.shape.is_vector() && data.rows() < model::kFewRows;
}

bool calibrate(model::Model& model, const FinishedTraining& training, const model::Dataset& data,
               const model::Partition& parts) {
  const TrainOptions& options = training.options;
  // A temperature that does not depend on the networks is the ensemble's, too.
  const auto set = [&](double temperature) {
    model.temperature = temperature;
    if (model.membership) model.membership->sums.resize(0, 0);
    if (model.membership) model.membership->classes.clear();
  };
  if (options.temperature != 0.0) {
    set(options.temperature);
  } else if (!options.calibration.empty()) {
    set(temperature_of_records(model, options.calibration));
  } else if (calibrates_on_few(training, data)) {
    std::vector<std::size_t> rows = parts.train;
    rows.insert(rows.end(), parts.valid.begin(), parts.valid.end());
    return model::calibrate_on_few(model, data, rows, training.settings, options.target,
                                   training.control);
  }
  return true;
}

}  // namespace melsift::tools
