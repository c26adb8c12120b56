#include "base/path_map.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace melsift;

TEST_CASE("a folder of one machine becomes that of another") {
  PathMap map;
  CHECK(map.empty());
  map.add("/mnt/music=M:\\Music");
  map.add("/mnt/music/new/=/srv/new");
  map.add("C:\\Users\\ann\\Music=/home/ann/music");
  map.add("D:=/mnt/d");
  map.add("/abs=");
  CHECK_FALSE(map.empty());
  CHECK(map("/mnt/music/a b/c.mp3") == "M:\\Music\\a b\\c.mp3");
  CHECK(map("/mnt/music/new/c.mp3") == "/srv/new/c.mp3");  // the longest folder
  CHECK(map("/mnt/music2/c.mp3") == "/mnt/music2/c.mp3");
  CHECK(map("/mnt/music") == "M:\\Music");
  CHECK(map("C:\\Users\\ann\\Music\\x\\y.mp3") == "/home/ann/music/x/y.mp3");
  CHECK(map("c:/users/Ann/music/y.mp3") == "/home/ann/music/y.mp3");
  CHECK(map("D:\\y.mp3") == "/mnt/d/y.mp3");
  CHECK(map("/abs/y.mp3") == "/y.mp3");
  CHECK(map("https://example.org/mnt/music/a.mp3") == "https://example.org/mnt/music/a.mp3");
  CHECK(map("") == "");
}

TEST_CASE("the root and relative folders are mapped, too") {
  PathMap map;
  map.add("/=Z:\\");
  map.add("music=/mnt/music");
  CHECK(map("/a/b.mp3") == "Z:\\a\\b.mp3");
  CHECK(map("music/b.mp3") == "/mnt/music/b.mp3");
  PathMap root;
  root.add("/mnt=/");
  CHECK(root("/mnt/b.mp3") == "/b.mp3");
}

TEST_CASE("a mapping needs two sides") {
  PathMap map;
  CHECK_THROWS_WITH_AS(map.add("/mnt"), "\"/mnt\": expected FROM=TO, two folders", Error);
  CHECK_THROWS_AS(map.add("=/mnt"), Error);
}
