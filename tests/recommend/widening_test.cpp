#include "recommend/widening.h"

#include <doctest/doctest.h>

#include "recommend/catalogue.h"
#include "recommend/sieve.h"

using namespace melsift;
using namespace melsift::recommend;
using doctest::Approx;
using test::sounding;
using test::track;

namespace {

std::vector<std::string> near_names(const std::vector<NearGenre>& near, const Tracks& tracks) {
  std::vector<std::string> names;
  for (const NearGenre& one : near) names.push_back(tracks.genres().name(one.genre));
  return names;
}

}  // namespace

TEST_CASE("years widen by five on each side; an open end stays open") {
  CHECK(widened(parse_years("1990-2000"), 2).text() == "1980-2010");
  CHECK(widened(parse_years("1990-"), 1).text() == "1985-");
  CHECK(widened(parse_years("-1990"), 1).text() == "-1995");
  CHECK(widened(parse_years("3"), 1).text() == "0-8");
}

TEST_CASE("without sound the nearest genres come from names, three at most") {
  const Tracks tracks({track("a", {"pop"}, {}), track("b", {"jazz"}, {}), track("c", {"fado"}, {}),
                       track("d", {"country"}, {}), track("e", {"blues"}, {}),
                       track("f", {"modern classical"}, {})});
  const auto near = nearest_genres({"classical"}, tracks, {}, {});
  CHECK(near_names(near, tracks) ==
        std::vector<std::string>{"modern classical", "jazz", "country"});
  CHECK(near[1].wanted == "classical");
  const auto others = nearest_genres({"classical"}, tracks, {}, {}, {"Jazz"});
  CHECK(near_names(others, tracks)[1] == "country");
  CHECK(nearest_genres({"fado"}, tracks, {}, {}).empty());
}

TEST_CASE("with sound the nearest genres are those whose tracks sound most alike") {
  std::vector<record::Record> records;
  const auto add = [&](const std::string& genre, float at) {
    for (const float offset : {-0.1F, 0.0F, 0.1F})
      records.push_back(sounding(track("t", {genre}, {}), {at + offset}));
  };
  add("rock", 0.0F);
  add("fado", 0.5F);  // unknown to the table, but near
  add("metal", 3.0F);
  records.push_back(sounding(track("t", {"jazz"}, {}), {0.0F}));  // one track is not enough
  const Tracks tracks(records);
  const auto sound = Sound::of(tracks, {});
  const auto near = nearest_genres({"rock"}, tracks, sound, {});
  CHECK(near_names(near, tracks) == std::vector<std::string>{"fado", "jazz", "metal"});
  CHECK(near[1].distance == 0.66);  // so jazz is compared by name
  // Only the seed track is polka; it sounds like metal.
  auto polka = sounding({}, {3.0F});
  polka.predicted = "polka";
  const auto near_polka = nearest_genres({"polka"}, tracks, sound, std::vector{polka});
  CHECK(near_names(near_polka, tracks) == std::vector<std::string>{"metal", "fado", "rock"});
  CHECK(near_polka[0].distance == Approx(0.0));
}

TEST_CASE("a track's tier is the relaxed filter that it needs") {
  const Tracks tracks({track("exact", {"rock"}, 1990, "en"), track("genre", {"metal"}, 2000, "en"),
                       track("year", {"rock"}, 2001, "en"), track("both", {"metal"}, 1984, "en"),
                       track("french", {"rock"}, 1995, "fr"), track("no year", {"rock"}, {}, "en"),
                       track("no language", {"rock"}, 1995), track("fado", {"fado"}, 1995, "en"),
                       track("two", {"metal", "rock"}, 1995, "English")});
  Filters filters;
  filters.genres = {"Rock"};
  filters.languages = {"English"};
  filters.years = parse_years("1990-2000");
  const auto near = nearest_genres(filters.genres, tracks, {}, {});
  const Sieve drop(filters, near, tracks);
  CHECK(drop.tier(0) == Tier{});
  CHECK(drop.tier(1) == Tier{false, 0, 1});
  CHECK(drop.tier(2) == Tier{false, 1, 0});
  CHECK(drop.tier(3) == Tier{false, 2, 1});
  CHECK(drop.tier(4) == Tier{true, 0, 0});
  CHECK_FALSE(drop.tier(5));
  CHECK(drop.tier(6) == Tier{true, 0, 0});
  CHECK_FALSE(drop.tier(7));
  CHECK(drop.tier(8) == Tier{});
  CHECK(drop.unknown_only(5));
  CHECK(drop.unknown_only(6));
  CHECK_FALSE(drop.unknown_only(4));

  filters.keep_unknown = true;
  const Sieve keep(filters, near, tracks);
  CHECK(keep.tier(5) == Tier{});
  CHECK(keep.tier(6) == Tier{});
  CHECK_FALSE(keep.unknown_only(5));
}

TEST_CASE("genres are relaxed before years, years before the language") {
  CHECK(Tier{false, 0, 3} < Tier{false, 1, 0});
  CHECK(Tier{false, 9, 3} < Tier{true, 0, 0});
}
