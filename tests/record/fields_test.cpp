// The table of fields, and the code that uses it.
#include "record/fields.h"

#include <set>
#include <sstream>
#include <string>

#include <doctest/doctest.h>

#include "base/file.h"
#include "record/reader.h"
#include "record/text_field.h"
#include "record/writer.h"
#include "support/support.h"

using namespace melsift;
using namespace melsift::record;

namespace {

constexpr const char* kFull =
    R"({"path":"a.wav","label":"rock","group":"g","split":"train","fold":3,"title":"T",)"
    R"("artist":"A","artists":["A","B"],"album":"L","album_artist":"V","genre":["rock","pop"],)"
    R"("language":"en","language_guessed":true,"year":1994,"original_year":1969,)"
    R"("tempo_bpm":120.5,"liked":false,"play_count":7,"last_played":"2026-11-20T12:34:56Z",)"
    R"("seed_weight":-0.5,"duration_s":30.5,"duration_estimated":true,"sample_rate":44100,)"
    R"("segment":{"index":2,"start_s":3.5,"duration_s":3},"front_end":"mfcc","features":[1,2.5],)"
    R"("mel":{"dtype":"float32","shape":[1,1],"data":"AACAPw=="},"predicted":"pop",)"
    R"("scores":{"pop":0.75,"rock":0.25},"embedding":[0.5],"model":"0123","trained_on":true,)"
    R"("rank":1,"score":0.5,"reasons":["near","liked"]})";

}  // namespace

TEST_CASE("a record with all fields is written as it was read, in the order of the table") {
  auto reader = Reader::over("full", kFull);
  Record record;
  REQUIRE(reader.next(record));
  CHECK(record.extra.empty());
  const std::string text = to_json(record);
  CHECK(text == kFull);
  std::size_t at = 0;
  each_field([&](const auto& field) {
    CAPTURE(field.name);
    const auto found = text.find('"' + std::string(field.name) + "\":", at);
    CHECK(found != std::string::npos);
    at = found;
  });
}

TEST_CASE("a field reads back from its cell") {
  auto reader = Reader::over("full", kFull);
  Record record, copy;
  REQUIRE(reader.next(record));
  each_field([&]<class One>(const One& field) {
    CAPTURE(field.name);
    const auto kind = field_kind(field.name);
    const bool has_cell =
        One::form != Form::matrix && One::form != Form::scores && One::form != Form::segment;
    CHECK(kind.has_value() == has_cell);
    if (!kind || *kind == FieldKind::list) return;
    CHECK(set_field(copy, field.name, field_text(record, field.name)));
    if constexpr (has_cell) CHECK(copy.*One::member == record.*One::member);
  });
  for (const char* part : {"segment_index", "segment_start_s", "segment_duration_s"})
    CHECK(set_field(copy, part, field_text(record, part)));
  CHECK(copy.segment->index == 2);
  CHECK(copy.segment->start_s == 3.5);
  CHECK(copy.segment->duration_s == 3.0);
}

TEST_CASE("the manual has each field") {
  std::set<std::string> tags;
  std::istringstream page(read_file(test::data("../../man/melsift-records.5")));
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with(".It Li ")) continue;
    std::istringstream words(line.substr(7));
    for (std::string word; words >> word;) tags.insert(word);
  }
  each_field([&](const auto& field) {
    CAPTURE(field.name);
    CHECK(tags.contains(std::string(field.name)));
  });
}
