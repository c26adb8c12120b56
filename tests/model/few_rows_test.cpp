#include "model/few_rows.h"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "base/random.h"
#include "model/calibration.h"
#include "model/partition.h"
#include "model/prediction.h"
#include "model/trainer.h"

using namespace melsift;

namespace {

// `of_each` tracks that a listener likes and as many that they don't: clouds of 20 features, whose
// means are `distance` apart in each.
model::Dataset ratings(int of_each, double distance) {
  Random random(3);
  model::DatasetBuilder builder("liked");
  for (int i = 0; i < 2 * of_each; ++i) {
    record::Record record;
    record.path = std::to_string(i);
    record.liked = i % 2 == 0;
    for (int k = 0; k < 20; ++k)
      record.features.push_back(
          static_cast<float>(random.normal() + (i % 2 == 0 ? distance : 0.0)));
    builder.add(record, record.path);
  }
  return builder.build();
}

struct Trained {
  model::Model model;
  float largest = 0.0F;  // probability of the predicted class, of the median row
};

Trained trained_on(const model::Dataset& data, bool calibrated) {
  auto settings = model::TrainingSettings::recipe("mlp");
  settings.epochs = 200;  // certain of every row by then
  const auto parts = model::partition(data, {"all"}, 0.0, settings.seed);
  Trained trained{model::train(data, parts, settings, "liked"), 0.0F};
  if (calibrated)
    REQUIRE(model::calibrate_on_few(trained.model, data, parts.train, settings, "liked", {}));
  Matrix p = model::predict_rows(trained.model.networks, data, parts.train, trained.model.scaler);
  model::apply_temperature(p, trained.model.temperature);
  std::vector<float> confidences;
  for (const float value : p.reshaped()) confidences.push_back(std::max(value, 1.0F - value));
  std::ranges::nth_element(confidences, confidences.begin() + data.y.size() / 2);
  trained.largest = confidences[data.y.size() / 2];
  return trained;
}

}  // namespace

TEST_CASE("few ratings leave no probability near 1") {
  // 6 of each class, far apart: Platt's target is 7/8.
  const auto data = ratings(6, 3.0);
  CHECK(trained_on(data, false).largest > 0.99F);
  const auto calibrated = trained_on(data, true);
  CHECK(calibrated.model.temperature > 1.0);
  CHECK(calibrated.largest > 0.75F);
  CHECK(calibrated.largest < 0.95F);
}

TEST_CASE("ratings without information leave probabilities near one half") {
  CHECK(trained_on(ratings(6, 0.0), true).largest < 0.75F);
}

TEST_CASE("a class in a single group is classified by the model itself") {
  auto data = ratings(3, 3.0);
  for (record::Record& record : data.records)
    if (record.label == "liked") record.group = "one album";
  CHECK(trained_on(data, true).largest < 0.95F);
}

TEST_CASE("a stopped calibration changes nothing") {
  const auto data = ratings(6, 3.0);
  auto settings = model::TrainingSettings::recipe("mlp");
  const auto parts = model::partition(data, {"all"}, 0.0, settings.seed);
  auto model = model::train(data, parts, settings, "liked");
  model::TrainingControl control;
  control.stop = [] { return true; };
  CHECK_FALSE(model::calibrate_on_few(model, data, parts.train, settings, "liked", control));
  CHECK(model.temperature == 1.0);
}
