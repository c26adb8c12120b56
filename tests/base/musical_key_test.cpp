#include "base/musical_key.h"

#include <string>

#include <doctest/doctest.h>

using namespace melsift;

TEST_CASE("the wheel of keys, as DJs print it") {
  // 1A to 12A and 1B to 12B.
  const char* minor[] = {"G#m", "Ebm", "Bbm", "Fm", "Cm",  "Gm",
                         "Dm",  "Am",  "Em",  "Bm", "F#m", "C#m"};
  const char* major[] = {"B", "F#", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E"};
  for (int place = 1; place <= 12; ++place) {
    for (const bool is_minor : {true, false}) {
      const std::string camelot = std::to_string(place) + (is_minor ? "A" : "B");
      const auto key = parse_musical_key(camelot);
      REQUIRE(key);
      CHECK(short_text(*key) == (is_minor ? minor : major)[place - 1]);
      CHECK(camelot_text(*key) == camelot);
      CHECK(parse_musical_key(short_text(*key)) == key);
      CHECK(parse_musical_key(to_text(*key)) == key);
    }
  }
}

TEST_CASE("keys are read as people and programs write them") {
  const MusicalKey a_minor{9, true}, f_sharp{6, false}, b_flat_minor{10, true};
  for (const char* text : {"Am", "a minor", "A min", "A:min", "a-moll", " 8A ", "8a", "A Minor"})
    CHECK(parse_musical_key(text) == a_minor);
  for (const char* text : {"F#", "Gb", "F# major", "f\u266f dur", "G\u266d maj", "F#M", "2B"})
    CHECK(parse_musical_key(text) == f_sharp);
  for (const char* text : {"Bbm", "A#m", "bb minor", "3A"})
    CHECK(parse_musical_key(text) == b_flat_minor);
  CHECK(parse_musical_key("Cb") == MusicalKey{11, false});
  CHECK(parse_musical_key("B#") == MusicalKey{0, false});
  for (const char* text : {"", "o", "H", "13A", "0B", "A blues", "minor", "Amm", "1", "8C"})
    CHECK_FALSE(parse_musical_key(text));
  CHECK(to_text(a_minor) == "A minor");
  CHECK(to_text(f_sharp) == "F# major");
}

TEST_CASE("neighbours on the wheel are a fifth apart, or relatives") {
  const auto apart = [](const char* a, const char* b) {
    return camelot_distance(*parse_musical_key(a), *parse_musical_key(b));
  };
  CHECK(apart("C", "C") == 0);
  CHECK(apart("C", "G") == 1);
  CHECK(apart("C", "F") == 1);
  CHECK(apart("C", "Am") == 1);
  CHECK(apart("C", "Em") == 2);
  CHECK(apart("1A", "12A") == 1);
  CHECK(apart("C", "F#") == 6);
  CHECK(apart("C", "Ebm") == 7);
  CHECK(apart("Am", "E") == apart("E", "Am"));
}
