#include "record/text_field.h"

#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "record/writer.h"

using namespace melsift;
using namespace melsift::record;

TEST_CASE("years are alone or before the separator of a date") {
  CHECK(parse_year("1994") == 1994);
  CHECK(parse_year(" 1994 ") == 1994);
  CHECK(parse_year("1994-05-01") == 1994);
  CHECK(parse_year("1994-05") == 1994);
  CHECK(parse_year("1994/5/1") == 1994);
  CHECK(parse_year("1994.0") == 1994);
  CHECK(parse_year("1994-05-01T00:00:00Z") == 1994);
  CHECK(parse_year("800") == 800);
  for (const char* bad : {"", "x", "May 1994", "19945", "1994x", "-1994", "'94", "1990s"})
    CHECK_FALSE(parse_year(bad));
}

TEST_CASE("splits have several usual names") {
  for (const char* name : {"train", "Training", " TRAIN "}) CHECK(split_name(name) == "train");
  for (const char* name : {"valid", "val", "validation", "dev"}) CHECK(split_name(name) == "valid");
  for (const char* name : {"test", "testing"}) CHECK(split_name(name) == "test");
  for (const char* name : {"", "unlisted", "trainer", "1"}) CHECK(split_name(name).empty());
}

TEST_CASE("cells become fields") {
  Record r;
  CHECK(set_field(r, "Title", " One "));
  CHECK(set_field(r, "artist", "A;B"));
  CHECK(set_field(r, "genre", "rock; pop;"));
  CHECK(set_field(r, "year", "1994-05-01"));
  CHECK(set_field(r, "fold", "2"));
  CHECK(set_field(r, "sample_rate", "44100.0"));
  CHECK(set_field(r, "duration_s", "30.5"));
  CHECK(set_field(r, "features", "[1, 2.5,-3e2]"));
  CHECK(set_field(r, "embedding", "1 2;3"));
  CHECK(set_field(r, "album", ""));
  CHECK_FALSE(set_field(r, "tempo", "120"));
  CHECK_FALSE(set_field(r, "mel", "x"));
  CHECK(r.title == "One");
  CHECK(r.artist == "A;B");
  CHECK(r.genre == std::vector<std::string>{"rock", "pop"});
  CHECK(r.year == 1994);
  CHECK(r.fold == 2);
  CHECK(r.sample_rate == 44100);
  CHECK(r.duration_s == 30.5);
  CHECK(r.features == std::vector<float>{1.0F, 2.5F, -300.0F});
  CHECK(r.embedding == std::vector<float>{1.0F, 2.0F, 3.0F});
  CHECK(r.album.empty());
}

TEST_CASE("a segment is three cells") {
  Record r;
  CHECK(set_field(r, "segment_index", ""));
  CHECK_FALSE(r.segment);
  CHECK(set_field(r, "segment_index", "2"));
  CHECK(set_field(r, "segment_start_s", "3.5"));
  CHECK(set_field(r, "Segment_Duration_s", "1.75"));
  CHECK(to_json(r) == R"({"segment":{"index":2,"start_s":3.5,"duration_s":1.75}})");
}

TEST_CASE("fields become cells that read back") {
  Record r;
  for (const auto& [name, cell] : {std::pair{"path", "a b.wav"},
                                   {"label", "rock"},
                                   {"fold", "0"},
                                   {"year", "1994"},
                                   {"duration_s", "30.013333333333332"},
                                   {"sample_rate", "22050"},
                                   {"segment_index", "3"},
                                   {"segment_start_s", "0.1"},
                                   {"front_end", "toy n=1"},
                                   {"tempo_bpm", "120.5"},
                                   {"liked", "false"},
                                   {"play_count", "7"},
                                   {"last_played", "2026-11-20T12:34:56Z"},
                                   {"seed_weight", "-0.5"},
                                   {"language_guessed", "true"},
                                   {"trained_on", "true"}}) {
    CHECK(field_text(Record(), name).empty());
    REQUIRE(set_field(r, name, cell));
    CHECK(field_text(r, name) == cell);
  }
  CHECK(field_text(r, "tempo").empty());
  CHECK(set_field(r, "trained_on", "False"));  // as pandas writes it
  CHECK_FALSE(r.trained_on);
  CHECK(field_kind("Path") == FieldKind::text);
  CHECK(field_kind("fold") == FieldKind::integer);
  CHECK(field_kind("segment_start_s") == FieldKind::real);
  CHECK(field_kind("genre") == FieldKind::list);
  CHECK_FALSE(field_kind("mel"));
}

TEST_CASE("invalid cells are refused with the name of the field") {
  Record r;
  CHECK_THROWS_WITH_AS(set_field(r, "Year", "soon"),
                       "year: expected a year or a date, got \"soon\"", Error);
  CHECK_THROWS_WITH_AS(set_field(r, "rank", "1.5"), "rank: expected an integer, got \"1.5\"",
                       Error);
  CHECK_THROWS_WITH_AS(set_field(r, "duration_s", "nan"),
                       "duration_s: expected a number, got \"nan\"", Error);
  CHECK_THROWS_WITH_AS(set_field(r, "features", "1 x"),
                       "features: expected finite numbers, got \"x\"", Error);
  CHECK_THROWS_AS(set_field(r, "features", "1e39"), Error);
  CHECK_THROWS_WITH_AS(set_field(r, "trained_on", "1"),
                       "trained_on: expected true or false, got \"1\"", Error);
}

TEST_CASE("unknown cells pass through as numbers if possible, otherwise as text") {
  Record r;
  add_extra(r, "plays", "12");
  add_extra(r, "tempo", "-1.50e2");
  add_extra(r, "code", "007");
  add_extra(r, "mood", "so \"so\"");
  add_extra(r, "none", " ");
  add_extra(r, "", "index");
  CHECK(to_json(r) == R"({"plays":12,"tempo":-1.50e2,"code":"007","mood":"so \"so\""})");
}

TEST_CASE("cells have the ranges and the splits of JSON") {
  Record record;
  CHECK_THROWS_WITH_AS(set_field(record, "fold", "-1"), "fold: expected 0 or more, got \"-1\"",
                       Error);
  CHECK_THROWS_WITH_AS(set_field(record, "Sample_Rate", "0"),
                       "sample_rate: expected 1 or more, got \"0\"", Error);
  CHECK_THROWS_WITH_AS(set_field(record, "segment_start_s", "-0.5"),
                       "segment_start_s: expected 0 or more, got \"-0.5\"", Error);
  CHECK(set_field(record, "split", "Val"));
  CHECK(record.split == "valid");
  CHECK(set_field(record, "split", "holdout"));
  CHECK(record.split == "holdout");
}
