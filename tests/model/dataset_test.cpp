#include "model/dataset.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace melsift;

namespace {

record::Record track(const std::string& label, std::vector<float> features,
                     const std::string& front_end = "mfcc n=2") {
  record::Record record;
  record.path = label + ".wav";
  record.label = label;
  record.features = std::move(features);
  record.front_end = front_end;
  return record;
}

}  // namespace

TEST_CASE("records become rows, classes are sorted") {
  model::DatasetBuilder builder;
  builder.add(track("rock", {1, 2}), "a:1");
  builder.add(track("jazz", {3, 4}), "a:2");
  builder.add(track("rock", {5, 6}), "a:3");
  const auto dataset = builder.build();
  CHECK(dataset.classes == std::vector<std::string>{"jazz", "rock"});
  CHECK(dataset.y == std::vector<int>{1, 0, 1});
  CHECK(dataset.x(2, 1) == 6.0F);
  CHECK(dataset.front_end == "mfcc n=2");
  const auto part = dataset.subset({2, 1});
  CHECK(part.y == std::vector<int>{1, 0});
  CHECK(part.x(0, 0) == 5.0F);
  CHECK(part.records[1].path == "jazz.wav");
}

TEST_CASE("records that don't fit are refused by name and left out") {
  model::DatasetBuilder builder;
  builder.add(track("rock", {1, 2}), "a:1");
  CHECK_THROWS_WITH_AS(builder.add(track("rock", {}), "a:2"),
                       "a:2: the record has no features (run melsift extract first)", Error);
  CHECK_THROWS_WITH_AS(builder.add(track("", {1, 2}), "a:3"), "a:3: the record has no label",
                       Error);
  CHECK_THROWS_WITH_AS(builder.add(track("rock", {1}), "a:4"), "a:4: 1 features, expected 2",
                       Error);
  CHECK_THROWS_WITH_AS(builder.add(track("rock", {1, 2}, "mfcc n=3"), "a:5"),
                       "a:5: from another front end than the first record: n is 3, expected 2",
                       Error);
  CHECK(builder.rows() == 1);
}

TEST_CASE("another field may be the target") {
  auto record = track("x", {1});
  record.genre = {"ska", "reggae"};
  record.artist = "The Skatalites";
  CHECK(model::target_of(record, "genre") == "ska");
  CHECK(model::target_of(record, "artist") == "The Skatalites");
  CHECK_THROWS_AS(model::target_of(record, "colour"), Error);
}
