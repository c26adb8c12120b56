#include "record/key_field.h"

#include <doctest/doctest.h>

#include "record/reader.h"
#include "record/writer.h"

using namespace melsift;
using namespace melsift::record;

TEST_CASE("a key is written into a record and read back") {
  Record record;
  record.extra = {{"mine", "7"}};
  CHECK_FALSE(key_of(record));
  CHECK_FALSE(key_confidence_of(record));
  set_key(record, {9, true}, 0.8249);
  CHECK(to_json(record) == R"({"mine":7,"key":"A minor","key_confidence":0.82})");
  set_key(record, {6, false}, 0.5);
  CHECK(record.extra.size() == 3);
  Record again;
  Reader::over("r", to_json(record) + "\n").next(again);
  CHECK(key_of(again) == MusicalKey{6, false});
  CHECK(key_confidence_of(again) == 0.5);

  Record other;
  copy_key(other, again);
  CHECK(key_of(other) == MusicalKey{6, false});
  copy_key(other, Record());
  CHECK(other.extra.empty());
}

TEST_CASE("keys as other programs write them are read, other values are no key") {
  const auto key = [](const char* json) {
    Record record;
    record.extra = {{"key", json}};
    return key_of(record);
  };
  CHECK(key("\"8A\"") == MusicalKey{9, true});
  CHECK(key("\"Bbm\"") == MusicalKey{10, true});
  for (const char* json : {"7", "\"\"", "\"", "null", "[\"Am\"]", "\"no key\""})
    CHECK_FALSE(key(json));
}
