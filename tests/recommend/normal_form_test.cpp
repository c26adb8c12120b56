#include "recommend/normal_form.h"

#include <doctest/doctest.h>

using namespace melsift::recommend;

TEST_CASE("words are runs of letters and digits in lower case") {
  CHECK(words("Rock 'n' Roll") == std::vector<std::string>{"rock", "n", "roll"});
  CHECK(words("Don\u2019t  STOP!") == std::vector<std::string>{"dont", "stop"});
  CHECK(words("UB-40") == std::vector<std::string>{"ub", "40"});
  CHECK(words(" -- ?").empty());
}

TEST_CASE("names that are written differently have one form") {
  CHECK(normal_form("hip hop") == "hiphop");
  CHECK(normal_form("Hip-Hop") == "hiphop");
  CHECK(normal_form("Simon & Garfunkel") == normal_form("simon AND garfunkel"));
  CHECK(normal_form("\u2026") == "");
}

TEST_CASE("capitals of Latin, Greek and Cyrillic letters are folded, other scripts are kept") {
  CHECK(normal_form("BJ\u00D6RK") == "bj\u00F6rk");
  CHECK(normal_form("\u0141\u00D3D\u0179 \u0130\u0178") == "\u0142\u00F3d\u017A\u0131\u00FF");
  CHECK(normal_form("\u039C\u039F\u03A5\u03A3\u0399\u039A\u0397") ==
        "\u03BC\u03BF\u03C5\u03C3\u03B9\u03BA\u03B7");
  CHECK(normal_form("\u041C\u0423\u0417\u042B\u041A\u0410 \u0401") ==
        "\u043C\u0443\u0437\u044B\u043A\u0430\u0451");
  CHECK(normal_form("\u97F3\u697D") == "\u97F3\u697D");
}
