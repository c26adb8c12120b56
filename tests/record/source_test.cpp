#include "record/source.h"

#include <filesystem>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "record/writer.h"
#include "support/support.h"

using namespace melsift;
using record::LineSource;
using record::Record;
using record::Source;

namespace {

std::vector<std::string> all(const std::string& name, const std::string& bytes) {
  Source source(LineSource::over(name, bytes));
  std::vector<std::string> out;
  for (Record record; source.next(record);) out.push_back(to_json(record));
  return out;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("JSON Lines and CSV are recognised by the first byte") {
  const Lines expected{R"({"path":"a","year":1990})", R"({"path":"b"})"};
  CHECK(all("x", "\n {\"path\":\"a\",\"year\":1990}\n{\"path\":\"b\"}\n") == expected);
  CHECK(all("x", "path,year\na,1990\nb,\n") == expected);
  CHECK(all("x", "\xEF\xBB\xBFPath,Year\r\na,1990\r\nb,\r\n") == expected);
  CHECK(all("x.tsv", "path\tyear\na\t1990\nb\t\n") == expected);
  CHECK(all("x", "").empty());
  CHECK(all("x", "path,year\n").empty());
}

TEST_CASE("columns that are not fields pass through") {
  CHECK(all("x", "artist,title,plays,\nBach,\"Air, on G\",3,ignored\n") ==
        Lines{R"({"title":"Air, on G","artist":"Bach","plays":3})"});
}

TEST_CASE("a bad row is named and the others are read") {
  Source source(LineSource::over("c.csv", "title,year\na,1990\nb,soon\nc\nd,1991\n"));
  Record r;
  REQUIRE(source.next(r));
  CHECK_THROWS_WITH_AS(source.next(r), "c.csv:3: year: expected a year or a date, got \"soon\"",
                       Error);
  CHECK(r.title.empty());
  CHECK_THROWS_WITH_AS(source.next(r), "c.csv:4: 1 cells: the header has 2", Error);
  REQUIRE(source.next(r));
  CHECK(r.title == "d");
  CHECK(source.where() == "c.csv:5");
  CHECK_FALSE(source.next(r));
}

TEST_CASE("text that is not records is refused") {
  CHECK_THROWS_WITH_AS(
      all("x.txt", "hello\nworld\n"),
      "x.txt:1: neither a JSON record nor a header with columns such as path, title or artist",
      Error);
}

TEST_CASE("a table that names its front end has features, another has none") {
  CHECK(all("x", "path,front_end,a,note,b,label\np,toy,1,fine,2.5,rock\n") ==
        Lines{R"({"path":"p","label":"rock","front_end":"toy","features":[1,2.5],"note":"fine"})"});
  CHECK(all("x", "Path,a,b\np,1,2\n") == Lines{R"({"path":"p","a":1,"b":2})"});
  CHECK(all("x", "path,front_end,features,plays\np,toy,1 2,3\n") ==
        Lines{R"({"path":"p","front_end":"toy","features":[1,2],"plays":3})"});
  Source source(LineSource::over("t.csv", "path,front_end,a\np,toy,1\nq,toy,x\nr,toy,3\n"));
  Record r;
  REQUIRE(source.next(r));
  CHECK_THROWS_WITH_AS(source.next(r), "t.csv:3: a: expected a finite number, got \"x\"", Error);
  REQUIRE(source.next(r));
  CHECK(source.where() == "t.csv:4");
}

TEST_CASE("peeked bytes are read, too") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("rest", "h\"}\n{\"path\":\"b\"}\n");
  Source source(path, "{\"path\":\"a\",\"label\":\"");
  Record r;
  REQUIRE(source.next(r));
  CHECK(r.path == "a");
  CHECK(r.label == "h");
  REQUIRE(source.next(r));
  CHECK(r.path == "b");
}

TEST_CASE("records, sound and lists of paths are recognised by their first bytes") {
  using record::begins_as_records;
  for (const char* yes :
       {"{\"path\":1}", "\n {", "\xEF\xBB\xBF{", "PK\x03\x04...", "path,label\nx,y\n",
        "label,Filename\n", "path\tlabel\n", "\"path\",\"label\"\r\n", "path,front_end,f0"})
    CHECK(begins_as_records(yes));
  for (const char* no : {"", "path", "a.wav\npath,b.wav\n", "filename\nx", "RIFF", "fLaC", "PK",
                         "a,b.wav\n", "\"path", "\xFF\xFB\x90", "#EXTM3U"})
    CHECK_FALSE(begins_as_records(no));
}

TEST_CASE("playlists: paths, addresses and metadata of the tracks") {
  CHECK(
      all("music/likes.m3u8",
          "#EXTM3U\r\n#EXTINF:213,Bill Evans - Peace Piece - 1958\r\njazz/01.mp3\r\n\r\n"
          "# a comment\n/abs/b.flac\n#EXTINF:-1 logo=\"x\",Just a title\n"
          "file:///home/me/a%20b%.ogg\nhttp://radio/x.mp3\nWindows\\c.wav\n") ==
      Lines{
          R"({"path":"music/jazz/01.mp3","title":"Peace Piece - 1958","artist":"Bill Evans","duration_s":213})",
          R"({"path":"/abs/b.flac"})",
          R"({"path":"/home/me/a b%.ogg","title":"Just a title"})",
          R"({"path":"http://radio/x.mp3"})",
          R"({"path":"music/Windows/c.wav"})",
      });
  CHECK(all("likes.m3u", "a.mp3\n") == Lines{R"({"path":"a.mp3"})"});
  CHECK(all("standard input", "#EXTM3U\na.mp3\n") == Lines{R"({"path":"a.mp3"})"});
}

TEST_CASE("an entry of a playlist names a file in several possible forms") {
  const test::TemporaryFolder folder;
  for (const char* name :
       {"a b.mp3", "100%25.mp3", "100%.mp3", " blank.mp3", "Beyoncé.mp3", "Café.mp3"})
    folder.file(name, "x");
  std::filesystem::create_directory(folder.path("sub"));
  folder.file("sub/c.mp3", "x");
  const auto paths = [&](const std::string& entry) {
    Source source(LineSource::over(folder.path("list.m3u8"), entry + "\n"));
    Record record;
    REQUIRE(source.next(record));
    return record.path;
  };
  CHECK(paths("a%20b.mp3") == folder.path("a b.mp3"));      // as VLC writes it
  CHECK(paths("100%25.mp3") == folder.path("100%25.mp3"));  // literal comes first
  CHECK(paths("file://" + folder.path("100%25.mp3")) == folder.path("100%.mp3"));
  CHECK(paths("FILE://" + folder.path("a%20b.mp3")) == folder.path("a b.mp3"));
  CHECK(paths("file:" + folder.path("a%20b.mp3")) == folder.path("a b.mp3"));
  CHECK(paths("file://localhost" + folder.path("a%20b.mp3")) == folder.path("a b.mp3"));
  CHECK(paths("sub\\c.mp3\r") == folder.path("sub/c.mp3"));
  CHECK(paths(".\\sub/c.mp3") == folder.path("./sub/c.mp3"));
  CHECK(paths("  sub/c.mp3 ") == folder.path("sub/c.mp3"));
  CHECK(paths(" blank.mp3") == folder.path(" blank.mp3"));
  CHECK(paths("Beyoncé.mp3") == folder.path("Beyoncé.mp3"));
  CHECK(paths("Caf\xE9.mp3") == folder.path("Café.mp3"));
  CHECK(paths("no%20such.mp3") == folder.path("no%20such.mp3"));
  // Names in an old encoding.
  CHECK(all("x.m3u", "#EXTINF:3,Caf\xE9 - Song\nno.mp3\n") ==
        Lines{R"({"path":"no.mp3","title":"Song","artist":"Café","duration_s":3})"});
}

TEST_CASE("a real catalogue of 32,572 tracks" * doctest::test_suite("outside")) {
  MELSIFT_OUTSIDE_OR_SKIP(path, "data/catalogue/tracks.csv");
  Source source(*path);
  std::size_t count = 0;
  for (Record r; source.next(r); ++count) {
    CHECK_FALSE(r.title.empty());
    CHECK_FALSE(r.artist.empty());
    REQUIRE(r.year);
    CHECK(*r.year >= 1950);
    CHECK(*r.year <= 2019);
    CHECK(r.extra.empty());
  }
  CHECK(count == 32572);
}
