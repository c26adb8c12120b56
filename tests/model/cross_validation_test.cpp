#include "model/cross_validation.h"

#include <algorithm>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/random.h"
#include "model/classifier.h"
#include "model/partition.h"

using namespace melsift;
using model::TrainingSettings;

namespace {

// Two clouds that overlap; ten tracks of each group.
model::Dataset clouds(int rows) {
  Random random(6);
  model::DatasetBuilder builder;
  for (int i = 0; i < rows; ++i) {
    record::Record record;
    record.path = std::to_string(i);
    record.label = i % 2 == 0 ? "a" : "b";
    record.group = record.label + std::to_string(i / 20);
    record.features = {static_cast<float>(random.normal() + 2.0 * (i % 2)),
                       static_cast<float>(random.normal())};
    builder.add(record, "row");
  }
  return builder.build();
}

TrainingSettings short_settings() {
  TrainingSettings settings;
  settings.epochs = 3;
  return settings;
}

}  // namespace

TEST_CASE("folds divide all rows except test rows, with whole groups") {
  auto data = clouds(120);
  for (std::size_t row = 100; row < 120; ++row) data.records[row].split = "test";
  const auto folds = model::make_folds(data, {}, 5, 1);
  REQUIRE(folds.numbers == std::vector<long long>{0, 1, 2, 3, 4});
  std::set<std::size_t> seen;
  for (const auto& rows : folds.rows) {
    CHECK(std::ranges::is_sorted(rows));
    std::set<std::string> groups;
    for (const std::size_t row : rows) {
      CHECK(seen.insert(row).second);
      groups.insert(data.records[row].group);
    }
    CHECK(groups.size() * 10 == rows.size());
  }
  CHECK(seen.size() == 100);
  CHECK(*seen.rbegin() == 99);
  CHECK(folds.torn_groups.empty());
  CHECK(model::make_folds(data, {"test"}, 2, 1).rows[0].size() == 10);
  CHECK(model::make_folds(data, {"all"}, 5, 1).rows.size() == 5);
}

TEST_CASE("folds of the records are used") {
  auto data = clouds(40);
  for (std::size_t row = 0; row < 40; ++row)
    data.records[row].fold = row % 4 == 0 ? 7 : row % 4 == 1 ? -1 : 3;
  const auto folds = model::make_folds(data, {}, 3, 1);
  CHECK(folds.numbers == std::vector<long long>{-1, 3, 7});
  CHECK(folds.rows[0].size() == 10);
  CHECK(folds.rows[1].size() == 20);
  CHECK(folds.rows[2][1] == 4);
  CHECK(folds.torn_groups == std::vector<std::string>{"a0", "a1", "b0", "b1"});
  CHECK_THROWS_WITH_AS(model::make_folds(data, {}, 5, 1), "folds: 5, but the records name 3",
                       Error);
  data.records[5].fold.reset();
  CHECK_THROWS_WITH_AS(model::make_folds(data, {}, 3, 1),
                       "folds: 39 records name their fold, 1 don't", Error);
}

TEST_CASE("each fold is classified by a model trained on the other folds") {
  const auto data = clouds(100);
  const auto folds = model::make_folds(data, {}, 5, 2);
  auto settings = short_settings();
  settings.ensemble = 2;
  std::set<std::size_t> told;
  const auto results =
      model::cross_validate(data, folds, model::all_folds(folds), 0.2, settings, "label", {},
                            [&](const model::FoldResult& result) { told.insert(result.fold); });
  REQUIRE(results);
  CHECK(told.size() == 5);
  double sum = 0.0;
  for (std::size_t fold = 0; fold < 5; ++fold) {
    // By hand: the rows of the other folds, some of them held out.
    std::vector<std::size_t> others;
    for (std::size_t row = 0; row < 100; ++row)
      if (!std::ranges::binary_search(folds.rows[fold], row)) others.push_back(row);
    const model::Classifier classifier(
        model::train(data, model::hold_out(data, others, 0.2, settings.seed), settings, "label"));
    const auto& result = (*results)[fold];
    REQUIRE(result.records.size() == folds.rows[fold].size());
    std::size_t right = 0;
    for (std::size_t i = 0; i < result.records.size(); ++i) {
      const std::size_t row = folds.rows[fold][i];
      record::Record record = data.records[row];
      record.features = {data.x(static_cast<Eigen::Index>(row), 0),
                         data.x(static_cast<Eigen::Index>(row), 1)};
      classifier(record, "row");
      CHECK(result.records[i].path == record.path);
      CHECK(result.records[i].predicted == record.predicted);
      CHECK(result.records[i].scores[1].value == record.scores[1].value);
      CHECK_FALSE(result.records[i].trained_on);
      right += record.predicted == record.label;
    }
    CHECK(result.accuracy ==
          doctest::Approx(static_cast<double>(right) / static_cast<double>(result.records.size())));
    sum += result.accuracy;
  }
  CHECK(model::accuracy_spread(*results).mean == doctest::Approx(sum / 5.0));
}

TEST_CASE("folds do not depend on the threads, and can be stopped and resumed") {
  const auto data = clouds(60);
  const auto folds = model::make_folds(data, {}, 3, 2);
  const auto scores = [&](const model::TrainingControl& control) {
    std::vector<float> values;
    const auto results = model::cross_validate(data, folds, model::all_folds(folds), 0.2,
                                               short_settings(), "label", control, {});
    REQUIRE(results);
    for (const auto& result : *results)
      for (const auto& record : result.records) values.push_back(record.scores[0].value);
    return values;
  };
  model::TrainingControl control;
  const auto expected = scores(control);
  control.threads = 3;
  CHECK(scores(control) == expected);
  control.stop = [] { return true; };
  CHECK_FALSE(model::cross_validate(data, folds, model::all_folds(folds), 0.2, short_settings(),
                                    "label", control, {}));
}

TEST_CASE("the spread is the sample standard deviation") {
  // numpy: mean([0.7, 0.8, 0.75]) and std(ddof=1).
  std::vector<model::FoldResult> results(3);
  results[0].accuracy = 0.7;
  results[1].accuracy = 0.8;
  results[2].accuracy = 0.75;
  CHECK(model::accuracy_spread(results).mean == doctest::Approx(0.75));
  CHECK(model::accuracy_spread(results).deviation == doctest::Approx(0.05));
}
