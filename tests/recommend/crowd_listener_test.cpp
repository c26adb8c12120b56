#include "recommend/crowd_listener.h"

#include <cmath>

#include <doctest/doctest.h>

#include "recommend/catalogue.h"

using namespace melsift;
using namespace melsift::recommend;
using test::track;

namespace {

// Two tastes: users 0-5 hear a, b and c, users 6-9 x and y.
crowd::CrowdModel two_tastes() {
  crowd::Listens::Builder listens;
  for (int user = 0; user < 10; ++user) {
    for (const char* item : {"a", "b", "c", "x", "y"}) {
      const bool first = *item <= 'c';
      if ((user < 6) == first && !(user == 0 && *item == 'c'))
        listens.add({"user " + std::to_string(user), item, 1.0});
    }
  }
  const auto built = std::move(listens).build();
  crowd::Settings settings;
  settings.arch = crowd::Arch::item_knn;
  return crowd::CrowdModel(crowd::train_crowd(built, settings, 1, 1));
}

}  // namespace

TEST_CASE("a listener's unplayed items are scored, the played ones left out") {
  const auto items = unplayed_items(two_tastes(), {{"a", 3.0}, {"b", 1.0}, {"unheard of", 9.0}});
  REQUIRE(items.size() == 3);
  double c = 0.0, others = 0.0;
  for (const ItemScore& item : items) (item.item == "c" ? c : others) += item.score;
  CHECK(c > 0.0);
  CHECK(others == 0.0);
}

TEST_CASE("without a catalogue the best items are recommended, each with its reasons") {
  const Answer answer = best_items(two_tastes(), {{"a", 3.0}, {"b", 1.0}}, 2);
  REQUIRE(answer.tracks.size() == 2);
  CHECK(answer.tracks[0].path == "c");
  CHECK(answer.tracks[0].rank == 1);
  CHECK(answer.tracks[1].rank == 2);
  CHECK(*answer.tracks[0].score > *answer.tracks[1].score);
  REQUIRE(answer.why[0].size() == 2);
  double shares = 0.0;
  for (const Fact& fact : answer.why[0]) {
    CHECK(fact.kind == FactKind::played);
    CHECK((fact.name("item") == "a" || fact.name("item") == "b"));
    shares += *fact.number("share");
  }
  CHECK(shares == doctest::Approx(1.0).epsilon(0.011));  // two rounded to two digits
  CHECK(best_items(two_tastes(), {{"a", 1.0}}, 100).tracks.size() == 4);
}

TEST_CASE("the catalogue's played tracks become seeds, by path or name") {
  auto by_path = track("One", {}, {});
  by_path.path = "one.mp3";
  const Tracks tracks({by_path, track("Two", {}, {}), track("Three", {}, {})});
  const auto seeds =
      played_tracks({{"one.mp3", 1.0}, {"The Twos - Two", 7.0}, {"Four", 2.0}}, tracks);
  REQUIRE(seeds.size() == 2);
  CHECK(seeds[0].title == "One");
  CHECK(*seeds[0].seed_weight == doctest::Approx(std::log(2.0)));
  CHECK(*seeds[1].seed_weight == doctest::Approx(std::log(8.0)));
}
