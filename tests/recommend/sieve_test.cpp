#include "recommend/sieve.h"

#include <doctest/doctest.h>

#include "recommend/catalogue.h"

using namespace melsift;
using namespace melsift::recommend;
using test::track;

TEST_CASE("each filter drops its tracks, and the first that does is reported") {
  std::vector<record::Record> records(13, track("a", {"rock"}, 1995, "en"));
  for (auto& record : records) {
    record.duration_s = 200.0;
    record.tempo_bpm = 100.0;
  }
  records[1].liked = false;
  records[2].liked = true;
  records[3].last_played = "2026-11-20T00:00:00Z";
  records[4].artist = "Them feat. The A's";
  records[5].path = "/music/books/a.mp3";
  records[6].genre = {"rock", "polka"};
  records[7].artist = "Other";
  records[8].genre = {"jazz"};
  records[9].language = "fr";
  records[10].year = 1980;
  records[11].duration_s = 500.0;
  records[12].tempo_bpm = 160.0;
  const Tracks tracks(records);
  Filters filters;
  filters.genres = {"rock"};
  filters.languages = {"en"};
  filters.years = parse_years("1990-2000");
  filters.artists = {"the AS"};
  filters.duration_s = parse_range("duration", "180-240");
  filters.tempo_bpm = parse_range("tempo", "90-120");
  filters.unplayed_since = "2026-11-01T00:00:00Z";
  filters.drop_liked = true;
  filters.excluded = {{"Polka"}, {"them"}, {"/music/books"}};
  const Sieve sieve(filters, {}, tracks);
  CHECK_FALSE(sieve.dropped_by(0));
  CHECK(sieve.tier(0) == Tier{});
  for (std::size_t i = 1; i < records.size(); ++i)
    CHECK(sieve.dropped_by(i) == static_cast<Drop>(i - 1));
  // Only language and years are widened, and genres where there are near ones.
  for (const std::size_t i : {1, 2, 3, 4, 5, 6, 7, 8, 11, 12}) CHECK_FALSE(sieve.tier(i));
  CHECK(sieve.tier(9)->any_language);
  CHECK(sieve.tier(10)->year_steps == 2);
  CHECK(to_text(Drop::tempo) == "tempo");

  filters.unplayed_since = "2026-11-20T00:00:01Z";  // played before
  filters.keep_disliked = true;
  filters.drop_liked = false;
  const Sieve wider(filters, {}, tracks);
  for (const std::size_t i : {1, 2, 3}) CHECK_FALSE(wider.dropped_by(i));
}

TEST_CASE("a last play of \"never\" is no play") {
  std::vector<record::Record> records(4, track("a", {"rock"}, 1995));
  records[0].last_played = "never";
  records[1].last_played = "N/A";
  records[2].last_played = "2026-11-20";
  records[3].last_played = "2026-10-01T00:00:00Z";
  const Tracks tracks(records);
  Filters filters;
  filters.unplayed_since = "2026-11-01T00:00:00Z";
  const Sieve sieve(filters, {}, tracks);
  CHECK_FALSE(sieve.dropped_by(0));
  CHECK_FALSE(sieve.dropped_by(1));
  CHECK(sieve.dropped_by(2) == Drop::played);
  CHECK_FALSE(sieve.dropped_by(3));
}

TEST_CASE("requested artists need no diacritics, and may be symbols alone") {
  auto one = track("a", {"rock"}, 1995), two = one, three = one;
  one.artist = "Bj\u00f6rk";
  two.artist = "BJORK";
  three.artist = "!!!";
  const Tracks tracks({one, two, three});
  Filters filters;
  filters.artists = {"bjork"};
  const Sieve sieve(filters, {}, tracks);
  CHECK_FALSE(sieve.dropped_by(0));
  CHECK_FALSE(sieve.dropped_by(1));
  CHECK(sieve.dropped_by(2) == Drop::artist);
  filters.artists = {"Bj\u00f6rk", "!!!"};
  const Sieve other(filters, {}, tracks);
  for (const std::size_t i : {0, 1, 2}) CHECK_FALSE(other.dropped_by(i));
}

TEST_CASE("a track is by its main artist and by its guests") {
  auto one = track("a", {"rock"}, 1995), two = one, three = one;
  one.artist = "Jay-Z feat. Alicia Keys";
  two.artist = "Jay-Z";
  two.title = "Empire (ft. Alicia Keys)";
  three.artist = "Jay-Z";
  const Tracks tracks({one, two, three});
  const auto passing = [&](const std::string& artist) {
    Filters filters;
    filters.artists = {artist};
    const Sieve sieve(filters, {}, tracks);
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < tracks.size(); ++i)
      if (!sieve.dropped_by(i)) found.push_back(i);
    return found;
  };
  CHECK(passing("jay-z") == std::vector<std::size_t>{0, 1, 2});
  CHECK(passing("Alicia Keys") == std::vector<std::size_t>{0, 1});
  CHECK(passing("Jay-Z feat. Alicia Keys") == std::vector<std::size_t>{0});
}

TEST_CASE("a track is by each artist that it lists") {
  auto both = track("a", {"rock"}, 1995), joined = both;
  both.artist = "Jay & Alicia";
  joined.artist = "Jay, Alicia";
  both.artists = joined.artists = {"Jay", "Alicia"};
  const Tracks tracks({both, joined});
  for (const char* artist : {"jay", "Alicia", "Jay, Alicia", "Alicia,Nobody"}) {
    CAPTURE(artist);
    Filters filters;
    filters.artists = {artist};
    const Sieve sieve(resolved(filters, tracks), {}, tracks);
    CHECK_FALSE(sieve.dropped_by(1));
  }
  Filters filters;
  filters.artists = {"alicia"};
  CHECK_FALSE(Sieve(filters, {}, tracks).dropped_by(0));
}

TEST_CASE("years are those of the first release, if it is known") {
  auto remaster = track("a", {"rock"}, 2014), later = track("b", {"rock"}, 2014),
       only_first = track("c", {"rock"}, {});
  remaster.original_year = only_first.original_year = 1969;
  const Tracks tracks({remaster, later, only_first});
  Filters filters;
  filters.years = parse_years("1960-1979");
  const Sieve sieve(filters, {}, tracks);
  CHECK_FALSE(sieve.dropped_by(0));
  CHECK(sieve.dropped_by(1) == Drop::years);
  CHECK_FALSE(sieve.dropped_by(2));
  CHECK(tracks.years() == std::pair{1969LL, 2014LL});
}

TEST_CASE("unknown duration and tempo follow the rule for unknown values") {
  const Tracks tracks({track("a", {"rock"}, 1995)});
  Filters filters;
  filters.tempo_bpm = parse_range("tempo", "90-120");
  const Sieve dropping(filters, {}, tracks);
  CHECK(dropping.dropped_by(0) == Drop::tempo);
  CHECK(dropping.unknown_only(0));
  filters.keep_unknown = true;
  const Sieve keeping(filters, {}, tracks);
  CHECK_FALSE(keeping.dropped_by(0));
  CHECK(keeping.tier(0) == Tier{});
}

TEST_CASE("what the request and what the library excludes is dropped") {
  auto one = track("a", {"rock"}, 1995), two = one, three = one, four = one;
  one.artist = "Earth, Wind & Fire";
  two.genre = {"Folk, World, & Country"};
  three.path = "music/books/one/a.mp3";
  four.artist = "Wind";
  const Tracks tracks({one, two, three, four});
  Filters filters;
  filters.excluded.artists = {"Earth, Wind & Fire"};  // a list: the catalogue tells that it is one
  filters.excluded.genres = {"polka, Folk, World, & Country"};
  filters.ignored.folders = {"music/books/"};
  const Sieve sieve(resolved(filters, tracks), {}, tracks);
  CHECK(sieve.dropped_by(0) == Drop::excluded_artist);
  CHECK(sieve.dropped_by(1) == Drop::excluded_genre);
  CHECK(sieve.dropped_by(2) == Drop::excluded_folder);
  CHECK_FALSE(sieve.dropped_by(3));
  for (const std::size_t i : {0, 1, 2}) CHECK_FALSE(sieve.unknown_only(i));
}
