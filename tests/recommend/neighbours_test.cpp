// Nearest neighbours as an evaluation of vectors.
#include "recommend/neighbours.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"

using namespace melsift;
using recommend::NeighbourEvaluation;
using recommend::VectorKind;

namespace {

record::Record track(std::vector<float> embedding, std::string group = "", std::string split = "") {
  record::Record record;
  record.embedding = std::move(embedding);
  record.group = std::move(group);
  record.split = std::move(split);
  return record;
}

struct Point {
  std::string label;
  double x, y;
  std::string group, split;
};

NeighbourEvaluation evaluation_of(const std::vector<Point>& points) {
  NeighbourEvaluation evaluation(VectorKind::embedding);
  for (const Point& p : points)
    evaluation.add(track({static_cast<float>(p.x), static_cast<float>(p.y)}, p.group, p.split),
                   p.label, "here");
  return evaluation;
}

// Two classes in opposite corners, and in each corner one of the other class, a little aside.
const std::vector<Point> kCorners = {
    {"a", 10, 10, "", "test"}, {"a", 10, 9, "", ""},   {"b", 10, 12, "", ""},
    {"b", -10, -10, "", ""},   {"b", -10, -9, "", ""}, {"a", -10, -12, "", ""},
};

}  // namespace

TEST_CASE("the fraction of the nearest tracks with the same class") {
  // By numpy the two nearest of each track are the two others of its corner: the agreement is 1/3.
  const auto quality = evaluation_of(kCorners).evaluate(2, {}, 1);
  CHECK(quality.queries == 6);
  CHECK(quality.tracks == 6);
  CHECK(quality.values == 2);
  CHECK(quality.agreement == doctest::Approx(1.0 / 3));
  CHECK(quality.skewness == doctest::Approx(0.0));  // each is in two lists
  CHECK(quality.never == 0.0);
  REQUIRE(quality.classes.size() == 2);
  CHECK(quality.classes[0].label == "a");
  CHECK(quality.classes[0].tracks == 3);
  CHECK(quality.classes[0].agreement == doctest::Approx(1.0 / 3));
}

TEST_CASE("only records of the named splits are queries, and all can be neighbours") {
  const auto quality = evaluation_of(kCorners).evaluate(2, {"test"}, 1);
  CHECK(quality.queries == 1);
  CHECK(quality.agreement == 0.5);
  // Two of six tracks once, four never: mean 1/3; scipy.stats.skew([0, 1, 1, 0, 0, 0]).
  CHECK(quality.skewness == doctest::Approx(0.7071067811865476));
  CHECK(quality.never == doctest::Approx(4.0 / 6));
}

TEST_CASE("neighbours of a track's own group don't count") {
  auto points = kCorners;
  points[0].group = points[1].group = "album";
  const auto quality = evaluation_of(points).evaluate(1, {"test"}, 1);
  CHECK(quality.agreement == 0.0);  // its nearest is the one of class b now
}

TEST_CASE("values of any scale have equal weight, and constant ones none") {
  NeighbourEvaluation evaluation(VectorKind::features);
  for (const auto& [label, x, y] : {std::tuple{"a", 0.001F, 1e6F},
                                    {"a", 0.0011F, 1.1e6F},
                                    {"b", -0.001F, -1e6F},
                                    {"b", -0.0011F, -1.1e6F}}) {
    record::Record record;
    record.features = {x, 7.0F, y};
    evaluation.add(record, label, "here");
  }
  CHECK(evaluation.evaluate(1, {}, 1).agreement == 1.0);
}

TEST_CASE("embeddings of different models are not compared") {
  // The other model's vectors are the same but for a rotation, and its classes lie the other way.
  NeighbourEvaluation evaluation(VectorKind::embedding);
  for (const bool other : {false, true})
    for (const Point& p : kCorners) {
      auto record =
          track({static_cast<float>(other ? -p.y : p.x), static_cast<float>(other ? p.x : p.y)});
      record.model = other ? "other" : "one";
      evaluation.add(record, p.label, "here");
    }
  const auto alone = evaluation_of(kCorners).evaluate(2, {}, 1);
  const auto both = evaluation.evaluate(2, {}, 1);
  CHECK(both.queries == 2 * alone.queries);
  CHECK(both.agreement == doctest::Approx(alone.agreement));
  CHECK(both.never == doctest::Approx(alone.never));
}

TEST_CASE("the result does not depend on threads, and k may exceed the number of tracks") {
  NeighbourEvaluation evaluation(VectorKind::embedding);
  for (int i = 0; i < 300; ++i)
    evaluation.add(track({static_cast<float>(i * 37 % 101), static_cast<float>(i * 53 % 97),
                          static_cast<float>(i * i % 89)}),
                   i % 3 == 0 ? "a" : "b", "here");
  CHECK(recommend::to_json(evaluation.evaluate(5, {}, 1)) ==
        recommend::to_json(evaluation.evaluate(5, {}, 4)));
  // 100 of class a have 99 of 299 others, 200 of class b 199.
  CHECK(evaluation.evaluate(1000, {}, 2).agreement ==
        doctest::Approx((100.0 * 99 + 200.0 * 199) / 300 / 299));
}

TEST_CASE("as JSON") {
  CHECK(recommend::to_json(evaluation_of(kCorners).evaluate(2, {}, 1)) ==
        "{\"count\":6,\"tracks\":6,\"k\":2,\"values\":2,\"agreement\":0.3333333333333333,"
        "\"skewness\":0,\"never\":0,"
        "\"classes\":[{\"label\":\"a\",\"tracks\":3,\"agreement\":0.3333333333333333},"
        "{\"label\":\"b\",\"tracks\":3,\"agreement\":0.3333333333333333}]}");
}

TEST_CASE("records without comparable vectors are refused") {
  NeighbourEvaluation evaluation(VectorKind::embedding);
  CHECK_THROWS_WITH_AS(evaluation.add(record::Record(), "a", "in:1"),
                       "in:1: the record has no embedding", Error);
  evaluation.add(track({1, 2}), "a", "in:2");
  CHECK_THROWS_WITH_AS(evaluation.add(track({1}), "a", "in:3"),
                       "in:3: embedding of 1 values, expected 2", Error);
  CHECK_THROWS_AS(evaluation.evaluate(5, {}, 1), Error);  // it is alone
  CHECK_THROWS_AS(evaluation.evaluate(0, {}, 1), Error);

  NeighbourEvaluation scores(VectorKind::scores);
  record::Record record;
  record.scores = {{"b", 0.5}, {"a", 0.5}};
  scores.add(record, "a", "in:1");
  record.scores = {{"a", 0.5}, {"b", 0.5}};
  scores.add(record, "b", "in:2");  // another order of the same classes
  CHECK(scores.evaluate(1, {}, 1).queries == 2);
  record.scores = {{"a", 0.5}, {"c", 0.5}};
  CHECK_THROWS_WITH_AS(scores.add(record, "a", "in:3"),
                       "in:3: its scores have other classes than earlier records", Error);
}

TEST_CASE("kinds of vectors by name") {
  for (const auto kind : {VectorKind::embedding, VectorKind::features, VectorKind::scores})
    CHECK(recommend::parse_vector_kind(recommend::to_text(kind)) == kind);
  CHECK_FALSE(recommend::parse_vector_kind("sound"));
}
