#include "record/identity.h"

#include <doctest/doctest.h>

using namespace melsift;
using record::Record;

TEST_CASE("standard input is not a track") {
  Record record;
  CHECK(record::track_identity(record).empty());
  for (const char* path : {"-", "standard input", "standard input#17", "/dev/stdin", "/dev/fd/63",
                           "/dev/fd/63#2", "/proc/self/fd/0"}) {
    CAPTURE(path);
    record.path = path;
    CHECK(record::track_identity(record).empty());
    CHECK(record::group_identity(record).empty());
  }
  for (const char* path : {"a.wav", "x.npz#17", "-.wav", "standard input.mp3"}) {
    CAPTURE(path);
    record.path = path;
    CHECK(record::track_identity(record) == path);
    CHECK(record::group_identity(record) == path);
  }
  record.path = "-";
  record.group = "artist";
  CHECK(record::track_identity(record).empty());
  CHECK(record::group_identity(record) == "artist");
}
