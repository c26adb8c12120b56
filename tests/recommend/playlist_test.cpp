#include "recommend/playlist.h"

#include <doctest/doctest.h>

#include "recommend/catalogue.h"

using namespace melsift;
using test::track;

TEST_CASE("M3U8 names each track, its seconds and its path") {
  auto a = track("One", {"rock"}, 1990);
  a.path = "music/one.flac";
  a.duration_s = 61.6;
  auto b = track("Two\nlines", {"rock"}, 1990);
  b.artist = "";
  b.path = "#2.mp3";
  auto without = track("Three", {"rock"}, 1990);
  auto broken = track("Four", {"rock"}, 1990);
  broken.path = "a\nb.mp3";
  const auto playlist = recommend::m3u8(std::vector{a, b, without, broken});
  CHECK(playlist.text ==
        "#EXTM3U\n"
        "#EXTINF:62,The Ones - One\n"
        "music/one.flac\n"
        "#EXTINF:-1,Two lines\n"
        "./#2.mp3\n");
  CHECK(playlist.left_out == 2);
}

TEST_CASE("TSV has one line a record, whatever its values hold") {
  auto a = track("tab\there", {"rock", "blues"}, 1990, "en");
  a.rank = 1;
  a.score = 0.5;
  a.reasons = {"genre rock", "year 1990"};
  CHECK(recommend::tsv(std::vector{a, record::Record{}}) ==
        "rank\tscore\tartist\ttitle\tyear\tgenre\tlanguage\tpath\treasons\n"
        "1\t0.500000\tThe tab heres\ttab here\t1990\trock; blues\ten\t\tgenre rock; year 1990\n"
        "\t\t\t\t\t\t\t\t\n");
}
