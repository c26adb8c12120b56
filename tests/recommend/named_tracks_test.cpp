#include "recommend/named_tracks.h"

#include <filesystem>

#include <doctest/doctest.h>

#include "base/error.h"
#include "recommend/catalogue.h"

using namespace melsift;
using namespace melsift::recommend;
using test::track;
using Numbers = std::vector<std::size_t>;

TEST_CASE("names with weights") {
  CHECK(parse_weighted_name(" a song ").name == "a song");
  CHECK(parse_weighted_name("a=0.5").weight == 0.5);
  CHECK(parse_weighted_name("e = mc2").name == "e = mc2");
  CHECK(parse_weighted_name("x=y=2").name == "x=y");
  for (const char* bad : {"", "=1", "a=0", "a=-1", "a=inf"})
    CHECK_THROWS_AS(parse_weighted_name(bad), Error);
}

TEST_CASE("a name is found in any spelling") {
  const auto by = [](const std::string& artist, const std::string& title) {
    auto record = track(title, {}, {});
    record.artist = artist;
    return record;
  };
  const Tracks tracks({by("Blue \u00d6yster Cult", "Astronomy"), by("Beyonc\u00e9", "Halo"),
                       by("Beyonce\u0301", "Halo"),
                       by("\u041e\u0415", "\u0490\u0420\u0423\u041d\u0422"), by("!!!", "Hello"),
                       by("Guns N\u2019 Roses", "Don\u2019t Cry")});
  CHECK(tracks_named("Blue Oyster Cult - Astronomy", tracks) == Numbers{0});
  CHECK(tracks_named("BLUE \u00d6YSTER CULT", tracks) == Numbers{0});
  CHECK(tracks_named("beyonc\u00e9", tracks) == Numbers{1, 2});
  CHECK(tracks_named("\u043e\u0435 \u2013 \u0491\u0440\u0443\u043d\u0442", tracks) == Numbers{3});
  CHECK(tracks_named("!!!", tracks) == Numbers{4});
  CHECK(tracks_named("guns n' roses - don't cry", tracks) == Numbers{5});
}

TEST_CASE("a path is found relative to the current folder, too") {
  auto relative = track("A", {}, {}), absolute = track("B", {}, {});
  relative.path = "m/a.mp3";
  absolute.path = std::filesystem::absolute("m/b.mp3").string();
  const Tracks tracks({relative, absolute});
  CHECK(tracks_named("./m/a.mp3", tracks) == Numbers{0});
  CHECK(tracks_named(std::filesystem::absolute("m/a.mp3").string(), tracks) == Numbers{0});
  CHECK(tracks_named("m/b.mp3", tracks) == Numbers{1});
  CHECK(tracks_named("m/x/../b.mp3", tracks) == Numbers{1});
}

TEST_CASE("a name finds every edition and credit of a track, and an artist as a guest") {
  const auto by = [](const std::string& artist, const std::string& title) {
    auto record = track(title, {}, {});
    record.artist = artist;
    return record;
  };
  const Tracks tracks({by("Jay-Z", "Empire (feat. Alicia Keys)"),
                       by("Jay-Z feat. Alicia Keys", "Empire"), by("Jay-Z", "Empire (Live)"),
                       by("Jay-Z", "Empire - Remastered 2011")});
  CHECK(tracks_named("Jay-Z - Empire", tracks) == Numbers{0, 1, 3});
  CHECK(tracks_named("jay z ft. alicia keys - empire [mono]", tracks) == Numbers{0, 1, 3});
  CHECK(tracks_named("Empire (Live)", tracks) == Numbers{2});
  CHECK(tracks_named("Jay-Z", tracks) == Numbers{0, 1, 2, 3});
  CHECK(tracks_named("Jay-Z feat. Alicia Keys", tracks) == Numbers{1});
  CHECK(tracks_named("Alicia Keys", tracks) == Numbers{0, 1});
}

TEST_CASE("each listed artist is an artist of the track") {
  auto both = track("Under Pressure", {}, {});
  both.artist = "Queen & David Bowie";
  both.artists = {"Queen", "David Bowie"};
  auto alone = track("Heroes", {}, {});
  alone.artist = "David Bowie";
  const Tracks tracks({both, alone});
  CHECK(tracks_named("Queen - Under Pressure", tracks) == Numbers{0});
  CHECK(tracks_named("David Bowie - Under Pressure", tracks) == Numbers{0});
  CHECK(tracks_named("queen and david bowie - under pressure", tracks) == Numbers{0});
  CHECK(tracks_named("Queen", tracks) == Numbers{0});
  CHECK(tracks_named("David Bowie", tracks) == Numbers{1});  // by this artist alone
}

TEST_CASE("a name means a path, else artist and title, else a title, else an artist") {
  auto by_path = track("x", {}, {});
  by_path.path = "music/Song";
  const Tracks tracks({by_path, track("Song", {}, {}), track("Tune", {}, {}), [] {
                         auto second = track("Other", {}, {});
                         second.artist = "The Tunes";
                         return second;
                       }()});
  CHECK(tracks_named("./music/Song", tracks) == Numbers{0});
  CHECK(tracks_named("the songs - SONG", tracks) == Numbers{1});
  CHECK(tracks_named("song", tracks) == Numbers{1});
  CHECK(tracks_named("the tunes", tracks) == Numbers{2, 3});
  CHECK(tracks_named("nothing", tracks).empty());
  CHECK(tracks_named("?", tracks).empty());
  // An equals sign and a number may belong to a title.
  auto sum = track("2 + 2 = 5", {}, {});
  sum.artist = "Radiohead";
  const Tracks with_sum({sum, track("Song", {}, {})});
  for (const char* text : {"Radiohead - 2 + 2 = 5", "2 + 2 = 5", "radiohead - 2+2=5=0.5"}) {
    const auto found = seeds_named(parse_weighted_name(text), with_sum);
    REQUIRE(found.size() == 1);
    CHECK(found[0].title == "2 + 2 = 5");
    CHECK(found[0].seed_weight == (std::string_view(text).ends_with("0.5") ? 0.5 : 1.0));
  }
  CHECK(seeds_named(parse_weighted_name("Song = 5"), with_sum)[0].seed_weight == 5.0);
  const auto seeds = seeds_named({"The Tunes", -1.0}, tracks);
  CHECK(seeds.size() == 2);
  CHECK(seeds[0].seed_weight == -0.5);
  CHECK_THROWS_WITH_AS(seeds_named({"nobody", 1.0}, tracks),
                       "\"nobody\": no track of the catalogue has this path, name, title or artist",
                       Error);
}

TEST_CASE("a track without a title is found by its file's name") {
  record::Record untagged;
  untagged.path = "music/new/Track01.flac";
  const Tracks tracks({track("Song", {}, {}), untagged});
  CHECK(tracks_named("track01", tracks) == Numbers{1});
  CHECK(tracks_named("music/new/Track01.flac", tracks) == Numbers{1});
}
