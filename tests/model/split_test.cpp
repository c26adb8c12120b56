#include "model/split.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/random.h"

using namespace melsift;
using namespace melsift::model;
using record::Record;

namespace {

std::vector<Record> tracks(const std::map<std::string, int>& classes) {
  std::vector<Record> records;
  for (const auto& [label, count] : classes) {
    for (int i = 0; i < count; ++i) {
      Record& record = records.emplace_back();
      record.label = label;
      record.path = label + "/" + std::to_string(i) + ".wav";
    }
  }
  return records;
}

using Counts = std::map<std::pair<std::string, std::string>, int>;  // of (label, split)

Counts count_splits(const std::vector<Record>& records) {
  Counts counts;
  for (const Record& record : records) ++counts[{record.label, record.split}];
  return counts;
}

}  // namespace

TEST_CASE("shares") {
  CHECK(parse_shares("80/10/10").train == 80.0);
  CHECK(parse_shares("80/10/10").valid == 10.0);
  CHECK(parse_shares("80/10/10").test == 10.0);
  CHECK(parse_shares("0.7 / 0.3").train == 0.7);
  CHECK(parse_shares("70/30").valid == 0.0);
  CHECK(parse_shares("70/30").test == 30.0);
  for (const char* bad :
       {"", "80", "80/", "80//10", "80/10/10/0", "-80/10/10", "0/0/0", "a/b", "nan/1", "inf/1"})
    CHECK_THROWS_AS(parse_shares(bad), Error);
}

TEST_CASE("every class is divided exactly if its size allows") {
  auto records = tracks({{"blues", 100}, {"rock", 50}, {"jazz", 10}});
  assign_splits(records, parse_shares("80/10/10"), 1);
  CHECK(count_splits(records) == Counts{{{"blues", "train"}, 80},
                                        {{"blues", "valid"}, 10},
                                        {{"blues", "test"}, 10},
                                        {{"rock", "train"}, 40},
                                        {{"rock", "valid"}, 5},
                                        {{"rock", "test"}, 5},
                                        {{"jazz", "train"}, 8},
                                        {{"jazz", "valid"}, 1},
                                        {{"jazz", "test"}, 1}});
}

TEST_CASE("remainders go to the part with the largest deficit, and no class is off by a track") {
  // Five a class at 80/10/10: four in train, and of the ten classes' fifth tracks half each.
  std::map<std::string, int> classes;
  for (int i = 0; i < 10; ++i) classes["class " + std::to_string(i)] = 5;
  auto records = tracks(classes);
  assign_splits(records, {}, 3);
  std::map<std::string, int> totals;
  for (const auto& [key, count] : count_splits(records)) {
    totals[key.second] += count;
    CHECK(count == (key.second == "train" ? 4 : 1));
  }
  CHECK(totals == std::map<std::string, int>{{"train", 40}, {"valid", 5}, {"test", 5}});

  Random random(4);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    classes.clear();
    for (int i = 0; i < 6; ++i)
      classes["class " + std::to_string(i)] = 1 + static_cast<int>(random.below(60));
    records = tracks(classes);
    const double weights[] = {1 + random.uniform(), random.uniform(), 0.0, random.uniform()};
    const double sum = weights[0] + weights[1] + weights[3];
    const auto parts = stratified_parts(records, weights, seed);
    std::map<std::pair<std::string, std::size_t>, int> counts;
    for (std::size_t i = 0; i < records.size(); ++i) ++counts[{records[i].label, parts[i]}];
    for (const auto& [label, size] : classes) {
      for (std::size_t part = 0; part < 4; ++part)
        CHECK(std::abs(counts[{label, part}] - size * weights[part] / sum) < 1.0);
    }
    for (const std::size_t part : parts) CHECK(part != 2);  // a share of nothing
  }
}

TEST_CASE("the totals of parts are exact, even if no share of a class is a whole number") {
  // The classes of a real subset of GTZAN: 50 tracks, 4 to 7 a class.
  auto records = tracks({{"blues", 7},
                         {"classical", 4},
                         {"country", 5},
                         {"disco", 4},
                         {"hiphop", 4},
                         {"jazz", 7},
                         {"metal", 5},
                         {"pop", 4},
                         {"reggae", 4},
                         {"rock", 6}});
  REQUIRE(records.size() == 50);
  assign_splits(records, {}, 1);
  std::map<std::string, int> totals;
  for (const Record& record : records) ++totals[record.split];
  CHECK(totals == std::map<std::string, int>{{"train", 40}, {"valid", 5}, {"test", 5}});
}

TEST_CASE("the same seed gives the same division, another one another") {
  auto a = tracks({{"blues", 40}, {"rock", 40}});
  auto b = a;
  auto c = a;
  assign_splits(a, {}, 1);
  assign_splits(b, {}, 1);
  assign_splits(c, {}, 2);
  const auto splits = [](const std::vector<Record>& records) {
    std::vector<std::string> out;
    for (const Record& record : records) out.push_back(record.split);
    return out;
  };
  CHECK(splits(a) == splits(b));
  CHECK(splits(a) != splits(c));
}

TEST_CASE("groups and pieces of a track stay together, and shares stay close") {
  Random random(8);
  std::vector<Record> records;
  for (int i = 0; i < 1000; ++i) {
    Record& record = records.emplace_back();
    record.label = "class " + std::to_string(i % 5);
    if (i % 4 == 0)
      record.path = "piece of " + std::to_string(random.below(40));
    else
      record.group = "artist " + std::to_string(random.below(120));
  }
  assign_splits(records, {}, 5);
  std::map<std::string, std::set<std::string>> splits_of;
  for (const Record& record : records)
    splits_of[record.group.empty() ? record.path : record.group].insert(record.split);
  for (const auto& [group, splits] : splits_of) CHECK(splits.size() == 1);
  for (const auto& [key, count] : count_splits(records)) {
    const double exact = key.second == "train" ? 160.0 : 20.0;  // of the 200 of each class
    CHECK(std::abs(count - exact) <= 8.0);
  }
  CHECK(missing_classes(records, {}).empty());
}

TEST_CASE("a group and a path with the same name are different") {
  auto records = tracks({{"blues", 2}});
  records[0].group = records[1].path;
  assign_splits(records, parse_shares("50/50"), 1);
  CHECK(records[0].split != records[1].split);
}

TEST_CASE("classes that a part lacks are reported") {
  auto records = tracks({{"blues", 4}, {"jazz", 4}});
  for (std::size_t i = 4; i < 8; ++i) records[i].group = "one artist";
  assign_splits(records, parse_shares("50/50"), 1);
  auto missing = missing_classes(records, {});
  REQUIRE(missing.size() == 2);
  CHECK(std::ranges::count(missing, "valid is empty") == 1);
  missing = missing_classes(records, parse_shares("50/50"));
  REQUIRE(missing.size() == 1);
  CHECK((missing[0] == "test has no jazz" || missing[0] == "train has no jazz"));
}

TEST_CASE("folds are equal, stratified, and leave the test alone") {
  auto records = tracks({{"blues", 30}, {"rock", 30}});
  records[0].split = "test";
  records[0].fold = 7;
  assign_folds(records, 3, 1);
  std::map<std::pair<std::string, long long>, int> counts;
  for (const Record& record : records)
    if (record.fold) ++counts[{record.label, *record.fold}];
  CHECK_FALSE(records[0].fold);
  CHECK(counts.size() == 6);
  for (const auto& [key, count] : counts)
    CHECK((count == 10 || (count == 9 && key.first == "blues")));
  CHECK_THROWS_WITH_AS(assign_folds(records, 1, 1), "folds 1: expected at least 2", Error);
  CHECK_THROWS_WITH_AS(assign_folds(records, 60, 1),
                       "folds 60: there are only 59 tracks or groups to divide", Error);
}

TEST_CASE("the summary counts classes and splits") {
  auto records = tracks({{"blues", 8}, {"rock", 8}});
  CHECK(summary(std::vector<Record>(2)) == "2 tracks without a label");
  CHECK(summary(records) == "16 tracks of 2 classes");
  assign_splits(records, parse_shares("50/25/25"), 1);
  CHECK(summary(records) == "16 tracks of 2 classes, 8 train, 4 valid, 4 test");
  records[0].split.clear();
  CHECK(summary(std::span(records).first(1)) == "1 track of 1 class");
}

TEST_CASE("other splits are counted, and lists use the names of records") {
  std::vector<record::Record> records(4);
  records[0].split = "train";
  records[1].split = "holdout";
  records[2].split = "holdout";
  CHECK(model::unknown_splits(records) == std::map<std::string, std::size_t>{{"holdout", 2}});
  CHECK(model::summary(records) ==
        "4 tracks without a label, 1 train, 2 \"holdout\", 1 without a split");
  CHECK(model::split_words("Training, val,holdout,all") ==
        std::vector<std::string>{"train", "valid", "holdout", "all"});
}

TEST_CASE("records from standard input are separate tracks") {
  std::vector<record::Record> records(4);
  for (record::Record& record : records) {
    record.path = "-";
    record.label = "a";
  }
  const std::vector<double> weights{0.5, 0.5};
  const auto parts = model::stratified_parts(records, weights, 1);
  CHECK(std::count(parts.begin(), parts.end(), 0U) == 2);
}
