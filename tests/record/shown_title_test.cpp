#include "record/shown_title.h"

#include <string>

#include <doctest/doctest.h>

using namespace melsift;

namespace {

std::string shown(const std::string& path, const std::string& title = "") {
  record::Record record;
  record.path = path;
  record.title = title;
  return record::shown_title(record);
}

}  // namespace

TEST_CASE("a track without a title is shown by its file's name") {
  CHECK(shown("music/a.mp3", "Song") == "Song");
  // pathlib.PurePosixPath(p).stem of Python 3.11 gives the same names ...
  CHECK(shown("music/track01.flac") == "track01");
  CHECK(shown("/m/01 - Some Song.m4a") == "01 - Some Song");
  CHECK(shown("blues.00000.wav") == "blues.00000");
  CHECK(shown("C:\\music\\x.ogg") == "x");
  CHECK(shown("track01") == "track01");
  CHECK(shown(".mp3") == ".mp3");
  // ... except where the last dot begins no extension.
  CHECK(shown("m/Symphony No. 5") == "Symphony No. 5");
  CHECK(shown("").empty());
}
