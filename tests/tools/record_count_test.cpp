#include "tools/records/record_count.h"

#include <string>

#include <doctest/doctest.h>

#include "catalogue/store.h"
#include "support/support.h"

using namespace melsift;
using tools::record_count;

TEST_CASE("the lines of files and the tracks of catalogues are counted") {
  const test::TemporaryFolder folder;
  const std::string three = folder.file("three.jsonl", "{}\n{}\n{}\n");
  const std::string two = folder.file("two.jsonl", "{}\n{}");
  const std::string empty = folder.file("empty.jsonl", "");
  // More than one block is read.
  const std::string large = folder.file("large.jsonl", std::string(3'000'000, '\n'));
  const std::string database = folder.path("library.db");
  {
    auto store = catalogue::Store::open(database, catalogue::Mode::write);
    record::Record track;
    track.path = "/music/a.mp3";
    store.put(track, "");
  }
  CHECK(record_count({three}, {}) == 3);
  CHECK(record_count({two}, {}) == 2);
  CHECK(record_count({empty}, {}) == 0);
  CHECK(record_count({large}, {}) == 3'000'000);
  CHECK(record_count({database}, {}) == 1);
  CHECK(record_count({three, two, database}, {}) == 6);
  CHECK(record_count({}, {}) == 0);
}

TEST_CASE("inputs of unknown length have no count") {
  const test::TemporaryFolder folder;
  const std::string file = folder.file("one.jsonl", "{}\n");
  CHECK_FALSE(record_count({file, "-"}, {}).has_value());
  CHECK_FALSE(record_count({folder.path("missing.jsonl")}, {}).has_value());
  CHECK_FALSE(record_count({folder.path()}, {}).has_value());
  CHECK_FALSE(record_count({folder.file("x.NPZ", "PK")}, {}).has_value());
  std::stop_source source;
  source.request_stop();
  CHECK_FALSE(record_count({file}, source.get_token()).has_value());
}
