#include "record/piece_name.h"

#include <vector>

#include <doctest/doctest.h>

using namespace melsift;
using record::Record;

TEST_CASE("pieces of GTZAN's tracks belong to their recordings") {
  using record::recording_of_piece;
  for (const char* path : {"blues.00000.3.wav", "genres/blues/blues.00000.3.wav", "blues.00000.3",
                           "a\\blues.00000.10.au", "blues.00000_3.png", "x/blues.00000-3.wav"})
    CHECK(recording_of_piece(path) == "blues.00000");
  for (const char* path : {"blues.00000.wav", "blues.00000", "00000.3.wav", ".00000.3.wav",
                           "blues.0000.3.wav", "blues.00000.123.wav", "blues.00000.wav.3.x1",
                           "blues.000001.3.wav", "3.wav", "", "2015.12345", "a.1.2.3"})
    CHECK_MESSAGE(recording_of_piece(path).empty(), path);

  std::vector<Record> records(4);
  records[0].path = "blues.00000.0.wav";
  records[1].path = "blues.00000.1.wav";
  records[2].path = "rock.00001.0.wav";
  records[2].group = "an artist";
  records[3].path = "song.mp3";
  const auto [pieces, recordings] = record::group_pieces(records);
  CHECK(pieces == 2);
  CHECK(recordings == 1);
  CHECK(records[1].group == "blues.00000");
  CHECK(records[2].group == "an artist");
  CHECK(records[3].group.empty());
}
