#include "catalogue/language_guess.h"

#include <doctest/doctest.h>

#include "support/support.h"

using melsift::catalogue::can_guess_language;
using melsift::catalogue::guess_language;

TEST_CASE("titles without words have no language") {
  CHECK(guess_language("", "") == "");
  CHECK(guess_language("X", "") == "");
  CHECK(guess_language("...", "???") == "");
}

TEST_CASE("languages of titles that leave no doubt" * doctest::test_suite("outside")) {
  if (!can_guess_language()) {
    melsift::test::skip("this build has no CLD2");
    return;
  }
  CHECK(guess_language("Ich weiß nicht, was soll es bedeuten, dass ich so traurig bin", "") ==
        "de");
  CHECK(guess_language("Non, je ne regrette rien de ce que nous avons fait", "") == "fr");
  CHECK(guess_language("The sound of silence and the fool on the hill", "") == "en");
  CHECK(guess_language("上を向いて歩こう", "坂本九") == "ja");
  CHECK(guess_language("Подмосковные вечера, не слышны в саду даже шорохи", "") == "ru");
}
