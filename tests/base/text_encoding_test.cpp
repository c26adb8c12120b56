// Expected values are of Python's codecs: "...".encode("cp1251") and so on.
#include "base/text_encoding.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace melsift;

TEST_CASE("text of a named encoding") {
  CHECK(TextEncoding("windows-1251").decode("\xCA\xE8\xED\xEE") == "Кино");
  CHECK(TextEncoding("KOI8-R").decode("\xEB\xC9\xCE\xCF") == "Кино");
  CHECK(TextEncoding("cp866").decode("\x8A\xA8\xAD\xAE") == "Кино");
  CHECK(TextEncoding("latin1").decode("Caf\xE9") == "Café");
  CHECK(TextEncoding("EUC-KR").decode("\xB9\xE3") == "밤");
  CHECK(TextEncoding("Big5").decode("\xA9\x5D\xA6\xB1") == "夜曲");  // has a byte of ASCII
  CHECK(TextEncoding("utf-8").decode("Caf\xC3\xA9") == "Café");
  CHECK(TextEncoding("gbk").name() == "gbk");
}

TEST_CASE("bytes that are not of the encoding") {
  CHECK(TextEncoding("utf-8").decode("Caf\xE9!") == "Caf\uFFFD!");
  CHECK(TextEncoding("utf-8").decode("Caf\xC3") == "Caf\uFFFD");  // cut within a character
  CHECK(TextEncoding("shift_jis").decode("a\xFF\x62") ==
        "a\uFFFD"
        "b");
  CHECK(TextEncoding("gbk").decode("").empty());
  const std::string longer(3000, '\xE8');
  CHECK(TextEncoding("windows-1251").decode(longer).size() == 2 * longer.size());
}

TEST_CASE("encodings that are none, or none of old tags") {
  CHECK_THROWS_WITH_AS(TextEncoding("klingon"),
                       "encoding \"klingon\": unknown (iconv -l lists the known ones)", Error);
  CHECK_THROWS_AS(TextEncoding(""), Error);
  for (const char* wide : {"UTF-16", "UTF-16LE", "UTF-32", "IBM037"})
    CHECK_THROWS_AS(TextEncoding{wide}, Error);
}
