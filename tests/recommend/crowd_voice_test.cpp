#include "recommend/crowd_voice.h"

#include <cmath>

#include <doctest/doctest.h>

#include "recommend/catalogue.h"

using namespace melsift;
using namespace melsift::recommend;
using test::track;

TEST_CASE("items are tracks or artists; new tracks go by their artist, then by their genre") {
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
