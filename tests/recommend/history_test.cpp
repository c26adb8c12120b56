#include "recommend/history.h"

#include <doctest/doctest.h>

#include "recommend/catalogue.h"

using namespace melsift;
using namespace melsift::recommend;
using test::titles;
using test::track;

TEST_CASE("the last plays are seed tracks, which count half after a week") {
  std::vector<record::Record> records;
  const auto add = [&](const char* title, const char* played) {
    records.push_back(track(title, {"rock"}, 1990));
    records.back().last_played = played;
  };
  add("week", "2026-11-13T12:00:00Z");
  add("last", "2026-11-20T12:00:00Z");
  add("never", "");
  add("not played", "never");
  add("day", "2026-11-20");  // its beginning: half a day before
  add("disliked", "2026-11-20T11:00:00Z");
  add("old", "1990-01-01T00:00:00Z");
  records[5].liked = false;
  const auto plays = recent_plays(Tracks(records), 10);
  CHECK(titles(plays) == std::vector<std::string>{"last", "day", "week", "old"});
  CHECK(plays[0].seed_weight == 1.0);
  CHECK(*plays[1].seed_weight == doctest::Approx(0.9517).epsilon(1e-4));  // 2^(-0.5 / 7)
  CHECK(*plays[2].seed_weight == doctest::Approx(0.5));
  CHECK(*plays[3].seed_weight > 0.0);
  CHECK(titles(recent_plays(Tracks(records), 2)) == std::vector<std::string>{"last", "day"});
  CHECK(recent_plays(Tracks({track("a", {}, {})}), 5).empty());
}
