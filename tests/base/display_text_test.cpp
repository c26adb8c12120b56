#include "base/display_text.h"

#include <doctest/doctest.h>

using namespace melsift;

TEST_CASE("widths in a terminal") {  // Unicode Standard Annex 11
  CHECK(display_width("melsift") == 7);
  CHECK(display_width("") == 0);
  CHECK(display_width("\xE6\x97\xA5\xE6\x9C\xAC") == 4);  // two ideographs
  CHECK(display_width("e\xCC\x81") == 1);                 // e and a combining acute accent
  CHECK(display_width("\xF0\x9F\x8E\xB5") == 2);          // U+1F3B5, a musical note
  CHECK(display_width("\xD0\x9C\xD0\xB8\xD1\x80") == 3);  // Cyrillic
  CHECK(display_width("\xFF") == 1);                      // shown as U+FFFD
}

TEST_CASE("control characters for a terminal are replaced") {
  CHECK(printable("a\x1b[31mb\nc") ==
        "a\xEF\xBF\xBD[31mb\xEF\xBF\xBD"
        "c");
  CHECK(printable("\xE2\x80\xAE") == "\xEF\xBF\xBD");  // right-to-left override
  CHECK(printable("\xFFx") == "\xEF\xBF\xBDx");
  CHECK(printable("caf\xC3\xA9") == "caf\xC3\xA9");
}

TEST_CASE("texts are fitted to a width") {
  CHECK(fit_width("ab", 4, false) == "ab  ");
  CHECK(fit_width("12", 4, true) == "  12");
  CHECK(fit_width("abcdef", 4, false) == "abc\xE2\x80\xA6");
  CHECK(fit_width("abcd", 4, true) == "abcd");
  // Of two ideographs one fits beside the ellipsis, and a cell stays free.
  CHECK(fit_width("\xE6\x97\xA5\xE6\x9C\xAC\xE6\x97\xA5", 5, false) ==
        "\xE6\x97\xA5\xE6\x9C\xAC\xE2\x80\xA6");
  CHECK(fit_width("\xE6\x97\xA5\xE6\x9C\xAC\xE6\x97\xA5", 4, false) == "\xE6\x97\xA5\xE2\x80\xA6 ");
}
