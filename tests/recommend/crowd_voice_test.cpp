#include "recommend/crowd_voice.h"

#include <cmath>

#include <doctest/doctest.h>

#include "recommend/catalogue.h"

using namespace melsift;
using namespace melsift::recommend;
using test::track;

TEST_CASE("items are tracks or artists; new tracks use their artist, then their genre") {
  auto by_path = track("a", {"rock"}, {});
  by_path.path = "a.mp3";
  auto same_artist = track("new", {"pop"}, {});
  same_artist.artist = by_path.artist;
  const Tracks tracks({by_path, track("b", {"rock"}, {}), same_artist, track("d", {"rock"}, {}),
                       track("e", {"jazz"}, {}), track("f", {"folk"}, {})});
  const std::vector<ItemScore> items{
      {"a.mp3", 4.0}, {"The Bs - B", 2.0}, {"the es", 1.0}, {"unheard of", -1.0}};
  const Voice voice = crowd_voice(items, tracks, 2.0);
  CHECK(voice.name == "crowd");
  CHECK(voice.weight == 2.0);
  CHECK(voice.scores[0] == 1.0);
  CHECK(voice.scores[1] == 0.5);
  CHECK(voice.scores[2] == 1.0);              // its artist's
  CHECK(voice.scores[3] == kByGenre * 0.75);  // the mean of rock
  CHECK(voice.scores[4] == 0.25);             // an artist that is an item
  CHECK(std::isnan(voice.scores[5]));
}

TEST_CASE("an item means every edition and credit of a track, and its main artist") {
  auto guest = track("Empire", {}, {});
  guest.artist = "Jay-Z feat. Alicia Keys";
  auto edition = track("Empire (feat. Alicia Keys) - Radio Edit", {}, {});
  edition.artist = "JAY\u2010Z";
  auto live = track("Empire (Live)", {}, {});
  live.artist = "Jay-Z";
  auto other = track("Roar", {}, {});
  other.artist = "Beyonc\u00e9 ft. Jay-Z";
  const Tracks tracks({guest, edition, live, other});
  const Voice voice = crowd_voice(
      std::vector<ItemScore>{{"Jay-Z - Empire (Remastered)", 4.0}, {"Beyonce", 1.0}}, tracks, 1.0);
  CHECK(voice.scores[0] == 1.0);
  CHECK(voice.scores[1] == 1.0);
  CHECK(voice.scores[2] == 1.0);  // of its artist's tracks
  CHECK(voice.scores[3] == 0.25);
}
