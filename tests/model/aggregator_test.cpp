#include "model/aggregator.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace melsift;
using model::Aggregation;

namespace {

record::Record piece(const std::string& path, long long index, float p) {
  record::Record record;
  record.path = path;
  record.group = "album";
  record.front_end = "mel n=1";
  record.mel.setConstant(1, 4, p);
  record.segment = {index, 3.0 * static_cast<double>(index), 3.0};
  record.scores = {{"no", 1.0F - p}, {"yes", p}};
  record.predicted = p > 0.5F ? "yes" : "no";
  record.embedding = {p, 2.0F * p};
  return record;
}

std::vector<record::Record> aggregated(Aggregation how, std::vector<record::Record> records) {
  std::vector<record::Record> out;
  model::Aggregator aggregator(how, [&](const record::Record& record) { out.push_back(record); });
  for (auto& record : records) aggregator.add(std::move(record));
  aggregator.finish();
  return out;
}

std::vector<record::Record> two_tracks() {
  auto whole = piece("whole.wav", 0, 0.75F);
  whole.segment.reset();
  return {piece("a.wav", 0, 0.625F),
          piece("a.wav", 1, 0.625F),
          piece("a.wav", 2, 0.125F),
          piece("b.wav", 0, 0.75F),
          whole,
          whole};
}

}  // namespace

TEST_CASE("the pieces of a track become one record by their mean") {
  auto records = two_tracks();
  records[1].trained_on = true;
  const auto tracks = aggregated(Aggregation::mean, std::move(records));
  REQUIRE(tracks.size() == 4);
  CHECK(tracks[0].path == "a.wav");
  CHECK(tracks[0].group == "album");
  CHECK(tracks[0].scores[1].value == doctest::Approx((0.625 + 0.625 + 0.125) / 3));
  CHECK(tracks[0].predicted == "no");
  CHECK(tracks[0].embedding[1] == doctest::Approx(2 * (0.625 + 0.625 + 0.125) / 3));
  CHECK(tracks[0].trained_on);
  CHECK_FALSE(tracks[0].segment);
  CHECK(tracks[0].front_end.empty());
  CHECK(tracks[0].mel.size() == 0);
  CHECK(tracks[1].path == "b.wav");
  CHECK(tracks[1].scores[1].value == 0.75F);
  CHECK_FALSE(tracks[1].trained_on);
  // Not pieces: each stays what it is, also beside one of the same path.
  CHECK(tracks[2].path == "whole.wav");
  CHECK(tracks[2].mel.size() == 4);
  CHECK(tracks[3].path == "whole.wav");
}

TEST_CASE("the pieces of a track become one record by a vote") {
  const auto tracks = aggregated(Aggregation::vote, two_tracks());
  REQUIRE(tracks.size() == 4);
  CHECK(tracks[0].predicted == "yes");
  CHECK(tracks[0].scores[1].value == doctest::Approx(2.0 / 3));
  // A tie goes to the mean: 0.5625 for yes.
  const auto tie =
      aggregated(Aggregation::vote, {piece("a.wav", 0, 0.75F), piece("a.wav", 1, 0.375F)});
  REQUIRE(tie.size() == 1);
  CHECK(tie[0].scores[1].value == 0.5F);
  CHECK(tie[0].predicted == "yes");
}

TEST_CASE("the pieces of a track stay apart with none") {
  const auto records = aggregated(Aggregation::none, two_tracks());
  REQUIRE(records.size() == 6);
  CHECK(records[2].segment->index == 2);
  CHECK(records[2].scores[1].value == 0.125F);
}

TEST_CASE("a track comes out as soon as the next begins") {
  std::vector<std::string> out;
  model::Aggregator aggregator(Aggregation::mean, [&](const record::Record& record) {
    out.push_back(record.path);
    if (record.path == "a.wav") throw Error(ErrorKind::invalid_argument, "a.wav", "no");
  });
  aggregator.add(piece("a.wav", 0, 0.5F));
  CHECK(out.empty());
  CHECK_THROWS_AS(aggregator.add(piece("b.wav", 0, 0.5F)), Error);
  aggregator.add(piece("b.wav", 1, 0.5F));
  aggregator.finish();
  aggregator.finish();
  CHECK(out == std::vector<std::string>{"a.wav", "b.wav"});
}

TEST_CASE("aggregations are read by name") {
  CHECK(model::parse_aggregation("vote") == Aggregation::vote);
  CHECK_THROWS_WITH_AS(model::parse_aggregation("median"),
                       "aggregate: \"median\", expected mean, vote or none", Error);
}
