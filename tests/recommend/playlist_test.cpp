#include "recommend/playlist.h"

#include <filesystem>

#include <doctest/doctest.h>

#include "recommend/catalogue.h"
#include "support/support.h"

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
  record::Record blank;
  blank.path = " x.flac";
  record::Record untagged;
  untagged.path = "new/track01.mp3";
  CHECK(recommend::m3u8(std::vector{untagged}).text ==
        "#EXTM3U\n#EXTINF:-1,track01\nnew/track01.mp3\n");
  CHECK(recommend::m3u8(std::vector{blank}).text == "#EXTM3U\n#EXTINF:-1, x\n./ x.flac\n");
}

TEST_CASE("XSPF and JSPF have all known fields, with addresses and characters escaped") {
  auto a = track("Rock & <Roll>", {"rock"}, 1990);
  a.artist = "Ä\x01";
  a.path = "/music/50% of \xff.mp3";
  a.album = "X";
  a.duration_s = 61.6004;
  auto b = track("Q\"", {"rock"}, 1990);
  b.path = "sub/b c.mp3";
  auto c = track("C", {"rock"}, 1990);
  c.path = "https://example.org/c?d=e";
  CHECK(recommend::xspf(std::vector{a, c}) ==
        R"(<?xml version="1.0" encoding="UTF-8"?>
<playlist version="1" xmlns="http://xspf.org/ns/0/">
  <trackList>
    <track>
      <location>file:///music/50%25%20of%20%FF.mp3</location>
      <title>Rock &amp; &lt;Roll&gt;</title>
      <creator>Ä�</creator>
      <album>X</album>
      <duration>61600</duration>
    </track>
    <track>
      <location>https://example.org/c?d=e</location>
      <title>C</title>
      <creator>The Cs</creator>
    </track>
  </trackList>
</playlist>
)");
  CHECK(recommend::jspf(std::vector{b, record::Record{}}) ==
        R"({"playlist":{"track":[
{"location":["sub/b%20c.mp3"],"title":"Q\"","creator":"The Q\"s"},
{}
]}}
)");
}

TEST_CASE("paths for a playlist") {
  using recommend::path_for;
  using recommend::Paths;
  CHECK(path_for("a/../b.mp3", Paths::given, "/p", "/home/me") == "a/../b.mp3");
  CHECK(path_for("a/../b.mp3", Paths::absolute, "/p", "/home/me") == "/home/me/b.mp3");
  CHECK(path_for("b.mp3", Paths::relative, "/home/me/lists/", "/home/me") == "../b.mp3");
  CHECK(path_for("/music/b.mp3", Paths::relative, "/music", "/home/me") == "b.mp3");
  CHECK(path_for("http://a/b", Paths::relative, "/music", "/home/me") == "http://a/b");
  CHECK(path_for("", Paths::absolute, "/p", "/home/me").empty());
  // Through a link to a folder: relative to the real folder of the playlist.
  const test::TemporaryFolder at;
  std::filesystem::create_directories(at.path("d/p"));
  std::filesystem::create_directories(at.path("h/M"));
  std::filesystem::create_directory_symlink("../d/p", at.path("h/p"));
  at.file("h/M/a.flac", "x");
  const std::string entry =
      path_for(at.path("h/M/a.flac"), Paths::relative, at.path("h/p"), at.path());
  CHECK(entry == "../../h/M/a.flac");
  CHECK(std::filesystem::exists(at.path("h/p") + "/" + entry));
}

TEST_CASE("TSV has one line per record, whatever its values contain") {
  auto a = track("tab\there", {"rock", "blues"}, 1990, "en");
  a.rank = 1;
  a.score = 0.5;
  a.reasons = {"genre rock", "year 1990"};
  CHECK(recommend::tsv(std::vector{a, record::Record{}}) ==
        "rank\tscore\tartist\ttitle\tyear\tgenre\tlanguage\tpath\treasons\n"
        "1\t0.500000\tThe tab heres\ttab here\t1990\trock; blues\ten\t\tgenre rock; year 1990\n"
        "\t\t\t\t\t\t\t\t\n");
}
