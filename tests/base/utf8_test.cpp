#include "base/utf8.h"

#include <vector>

#include <doctest/doctest.h>

using namespace melsift;

namespace {

std::vector<char32_t> decoded(std::string_view text) {
  std::vector<char32_t> out;
  while (!text.empty()) out.push_back(take_code_point(text));
  return out;
}

}  // namespace

TEST_CASE("sequences of one to four bytes are read, and written back as they were") {
  const std::string text = "a\u00e9\u20ac\U0001F3B5";
  CHECK(decoded(text) == std::vector<char32_t>{U'a', 0xE9, 0x20AC, 0x1F3B5});
  std::string back;
  for (const char32_t c : decoded(text)) append_code_point(back, c);
  CHECK(back == text);
}

TEST_CASE("each byte that is not UTF-8 becomes the replacement character") {
  const char32_t r = kReplacement;
  CHECK(decoded("\xff"
                "a") == std::vector<char32_t>{r, U'a'});                    // no lead byte
  CHECK(decoded("\xe2\x82") == std::vector<char32_t>{r, r});                // cut short
  CHECK(decoded("\xc0\xaf") == std::vector<char32_t>{r, r});                // overlong '/'
  CHECK(decoded("\xed\xa0\x80") == std::vector<char32_t>{r, r, r});         // a surrogate
  CHECK(decoded("\xf4\x90\x80\x80") == std::vector<char32_t>{r, r, r, r});  // above U+10FFFF
  CHECK(decoded("\xc3"
                "a") == std::vector<char32_t>{r, U'a'});  // broken off by a letter
}

TEST_CASE("UTF-8 as table 3-7 of the Unicode standard has it") {
  for (const char* good : {"", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
                           "\xee\x80\x80", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
    CHECK(is_utf8(good));
  for (const char* bad :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2g", "\xe0\x9f\xbf", "\xe2\x82",
        "\xed\xa0\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_utf8(bad));
  }
}

TEST_CASE("text becomes valid UTF-8, and valid text stays") {
  CHECK(valid_utf8("Caf\u00e9") == "Caf\u00e9");
  CHECK(valid_utf8("Caf\xe9 \xf0\x9f") == "Caf\ufffd \ufffd\ufffd");
}
