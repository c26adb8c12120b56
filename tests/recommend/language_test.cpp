#include "recommend/language.h"

#include <doctest/doctest.h>

using namespace melsift::recommend;

TEST_CASE("names and codes of a language are one") {
  for (const char* name : {"English", "english", "en", "EN", "eng", "en-GB", "en_US", " En "})
    CHECK(language_code(name) == "en");
  for (const char* name : {"German", "deu", "ger", "de-AT"}) CHECK(language_code(name) == "de");
  for (const char* name : {"Spanish", "Castilian", "spa"}) CHECK(language_code(name) == "es");
  CHECK(language_code("Greek") == "el");
  CHECK(language_code("Modern Greek") == "el");
  CHECK(language_code("Scottish Gaelic") == "gd");
  CHECK(language_code("Norwegian Bokm\u00E5l") == "nb");
  CHECK(language_code("Farsi") == language_code("Persian"));
}

TEST_CASE("a name without a code is compared by its letters") {
  CHECK_FALSE(language_code("Klingon"));
  CHECK_FALSE(language_code("xx-YY"));
  CHECK_FALSE(language_code(""));
  CHECK(language_form("Klingon") == language_form("klingon "));
  CHECK(language_form("tok pisin") == "tokpisin");
  CHECK(language_code("Norwegian Bokmal") == "nb");
}

TEST_CASE("codes that say unknown are unknown") {
  for (const char* name : {"", "-", "?", "und", "XXX", "zxx", "mul", "mis"})
    CHECK(language_form(name) == "");
}
