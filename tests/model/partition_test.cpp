#include "model/partition.h"

#include <map>
#include <set>

#include <doctest/doctest.h>

#include "base/error.h"

using namespace melsift;

namespace {

// `count` rows, two classes in turn, `per_group` rows a group (0: none).
model::Dataset dataset(std::size_t count, std::size_t per_group = 0) {
  model::DatasetBuilder builder;
  for (std::size_t i = 0; i < count; ++i) {
    record::Record record;
    record.path = std::to_string(i);
    record.label = i % 2 == 0 ? "a" : "b";
    record.features = {static_cast<float>(i)};
    if (per_group > 0) record.group = "g" + std::to_string(i / per_group);
    builder.add(record, "row");
  }
  return builder.build();
}

}  // namespace

TEST_CASE("10 % of each class are held out") {
  const auto data = dataset(100);
  const auto parts = model::partition(data, {}, 0.1, 1);
  CHECK(parts.train.size() == 90);
  REQUIRE(parts.valid.size() == 10);
  std::map<int, int> classes;
  for (const std::size_t row : parts.valid) ++classes[data.y[row]];
  CHECK(classes[0] == 5);
  std::set<std::size_t> all(parts.train.begin(), parts.train.end());
  all.insert(parts.valid.begin(), parts.valid.end());
  CHECK(all.size() == 100);
  CHECK(model::partition(data, {}, 0.1, 1).valid == parts.valid);
  CHECK(model::partition(data, {}, 0.1, 2).valid != parts.valid);
  CHECK(model::partition(data, {}, 0.0, 1).valid.empty());
}

TEST_CASE("whole groups are held out") {
  const auto data = dataset(120, 6);
  const auto parts = model::partition(data, {}, 0.25, 3);
  CHECK(parts.valid.size() == 30);
  CHECK(parts.torn_groups.empty());
  std::set<std::string> train;
  for (const std::size_t row : parts.train) train.insert(data.records[row].group);
  for (const std::size_t row : parts.valid) CHECK_FALSE(train.contains(data.records[row].group));
}

TEST_CASE("splits of the records are used") {
  auto data = dataset(40);
  for (std::size_t i = 0; i < 40; ++i)
    data.records[i].split = i < 20 ? "train" : i < 30 ? "valid" : i < 36 ? "test" : "";
  const auto parts = model::partition(data, {}, 0.1, 1);
  CHECK(parts.train.size() == 20);
  CHECK(parts.valid.size() == 10);
  CHECK(parts.valid.front() == 20);
  const auto both = model::partition(data, {"train", "valid"}, 0.1, 1);
  CHECK(both.train.size() == 27);
  CHECK(both.valid.size() == 3);
  CHECK(model::partition(data, {"all"}, 0.0, 1).train.size() == 40);
  CHECK_THROWS_WITH_AS(model::partition(data, {"tran"}, 0.1, 1),
                       "training data: no record has split=tran", Error);
  CHECK_THROWS_AS(model::partition(data, {}, 1.0, 1), Error);
}

TEST_CASE("a group on both sides is named") {
  auto data = dataset(40, 4);
  for (std::size_t i = 0; i < 40; ++i) data.records[i].split = i < 30 ? "train" : "test";
  CHECK(model::partition(data, {}, 0.1, 1).torn_groups == std::vector<std::string>{"g7"});
}
