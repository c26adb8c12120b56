#include "recommend/same_track.h"

#include <filesystem>

#include <doctest/doctest.h>

#include "recommend/catalogue.h"

using namespace melsift;
using namespace melsift::recommend;
using test::sounding;
using test::track;

TEST_CASE("tracks are recognised by path, by name and by sound") {
  std::vector<float> values(8, 0.0F), near(8, 0.05F), far(8, 0.5F);
  std::vector<float> opposite(8, -2.0F), other(8, 2.0F);
  const Tracks tracks(
      {sounding(track("a", {}, {}), opposite), sounding(track("b", {}, {}), other)});
  const auto sound = Sound::of(tracks, {});  // mean 0, deviation 2: kSameSound is 0.2 of a value
  SeenTracks seen({}, sound);
  CHECK(seen.add(sounding(track("one", {}, {}), values)));
  CHECK_FALSE(seen.add(sounding(track("two", {}, {}), near)));
  CHECK(seen.add(sounding(track("three", {}, {}), far)));
  CHECK(seen.add(sounding(track("four", {}, {}), near, "another front end")));
  record::Record by_path;
  by_path.path = "x/../y.mp3";
  CHECK(seen.add(by_path));
  by_path.path = "y.mp3";
  CHECK_FALSE(seen.add(by_path));
  by_path.path = std::filesystem::absolute("y.mp3").string();
  CHECK_FALSE(seen.add(by_path));

  const std::vector<record::Record> given{track("five", {}, {})};
  SeenTracks with_seeds(given, sound);
  auto same = track("Five (Remastered)", {}, {});
  same.artist = "the FIVES";
  CHECK_FALSE(with_seeds.add(same));
  same.title = "Five (feat. Six)";
  same.artist = "The Fives ft. Six";
  CHECK_FALSE(with_seeds.add(same));
  same.title = "Five (Live)";
  CHECK(with_seeds.add(same));
}

TEST_CASE("a track is the same whether its artists are listed or credited") {
  const std::optional<Sound> none;
  SeenTracks met({}, none);
  auto listed = track("One", {}, {}), credited = listed, together = listed;
  listed.artist = "Jay, Alicia";
  listed.artists = {"Jay", "Alicia"};
  credited.artist = "Jay feat. Alicia";
  together.artist = "Jay & Alicia";
  together.artists = {"Jay", "Alicia"};
  CHECK(met.add(listed));
  CHECK_FALSE(met.add(credited));
  CHECK_FALSE(met.add(together));
  auto other = listed;
  other.title = "Two";
  CHECK(met.add(other));
}
