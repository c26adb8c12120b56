#include "base/legacy_text.h"

#include <doctest/doctest.h>

using namespace melsift;

TEST_CASE("old encodings are guessed") {
  CHECK(legacy_text("Plain") == "Plain");
  CHECK(legacy_text("Caf\xE9") == "Café");
  CHECK(legacy_text("\xD8") == "Ø");
  CHECK(legacy_text("\xC5ngstr\xF6m \x96 \x80") == "Ångström – €");
  CHECK(legacy_text("Caf\xC3\xA9 no\xC3") == "Café no");  // UTF-8, cut within a character
  // Python's "Кино - Звезда".encode("cp1251").
  CHECK(legacy_text("\xCA\xE8\xED\xEE - \xC7\xE2\xE5\xE7\xE4\xE0") == "Кино - Звезда");
  CHECK(legacy_text("\xB8\xE6\xE8\xEA \xE2 \xD2\xF3\xEC\xE0\xED\xE5 (Live 1987)") ==
        "ёжик в Тумане (Live 1987)");
  CHECK(legacy_text("\xD2\xFB \xE8 \xFF") == "Ты и я");
  CHECK(legacy_text("\xC0 la \xE9t\xE9") == "À la été");
}

TEST_CASE("bytes are read as one of two old encodings") {
  CHECK(from_windows_1252("Caf\xE9 \x80") == "Café €");
  CHECK(from_windows_1251("\xCA\xE8\xED\xEE") == "Кино");
  CHECK(from_windows_1252("\xCA\xE8") == "Êè");
}
