#include "recommend/taste_data.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "base/error.h"
#include "recommend/catalogue.h"

using namespace melsift;
using recommend::TasteData;
using test::track;

namespace {

record::Record opinion(const char* title, std::optional<bool> liked) {
  record::Record record = track(title, {"rock"}, 1990);
  record.liked = liked;
  return record;
}

record::Record sound(const char* title, bool liked, float value, const char* front_end = "mfcc") {
  record::Record record = opinion(title, liked);
  record.path = title;
  record.front_end = front_end;
  record.features = {value, 0.0F};
  return record;
}

std::vector<std::string> paths_of(const model::Dataset& data) {
  std::vector<std::string> paths;
  for (const record::Record& record : data.records) paths.push_back(record.path);
  return paths;
}

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("a taste is trained on sound if any record has some") {
  std::vector<std::string> rows;
  TasteData taste("", [&](const record::Record& record) { rows.push_back(record.path); });
  CHECK(taste.add(opinion("mute", true), "x:1"));
  CHECK_FALSE(taste.add(opinion("unjudged", {}), "x:2"));
  CHECK(taste.add(sound("a", true, 1.0F), "x:3"));
  CHECK(taste.add(sound("b", false, -1.0F), "x:4"));
  CHECK_THROWS_WITH_AS(taste.add(sound("c", true, 2.0F, "mel"), "x:5"),
                       doctest::Contains("x:5: its front end differs from the first record's"),
                       Error);
  const auto result = taste.build();
  CHECK_FALSE(result.is_metadata);
  CHECK(result.soundless == Paths{"x:1"});
  CHECK(paths_of(result.data) == Paths{"a", "b"});
  CHECK(rows == Paths{"a", "b"});
  CHECK(result.data.classes == Paths{"disliked", "liked"});
  CHECK(result.data.y == std::vector<int>{1, 0});
  CHECK(result.data.x(1, 0) == -1.0F);
}

TEST_CASE("features from another front end are not sound") {
  TasteData taste("mfcc");
  taste.add(sound("a", true, 1.0F, "mel"), "a");
  taste.add(sound("b", false, 1.0F), "b");
  const auto result = taste.build();
  CHECK(paths_of(result.data) == Paths{"b"});
  CHECK(result.data.front_end == "mfcc");
  CHECK(result.soundless == Paths{"a"});
}

TEST_CASE("without sound, genre, language and year are trained on") {
  TasteData taste("mfcc");
  taste.add(opinion("one", true), "1");
  record::Record other = sound("two", false, 1.0F, "mel");
  other.genre = {"jazz"};
  taste.add(other, "2");
  const auto result = taste.build();
  CHECK(result.is_metadata);
  CHECK(result.soundless.empty());
  CHECK(result.data.front_end.starts_with("metadata genres=jazz,rock "));
  CHECK(result.data.rows() == 2);
  // A record without a path is held out by its name.
  CHECK(result.data.records[0].path.ends_with("one"));
}

TEST_CASE("no record to train on is an error") {
  TasteData taste;
  taste.add(opinion("unjudged", {}), "1");
  CHECK_THROWS_WITH_AS(taste.build(), "training data: no record to train on", Error);
}
