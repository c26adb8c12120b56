#include "base/genre_text.h"

#include <set>

#include <doctest/doctest.h>

using namespace melsift;
using Names = std::vector<std::string>;

TEST_CASE("a genre is split if its parts are known and the whole is not") {
  const std::set<std::string> names = {"Rock", "Pop", "Folk", "World", "& Country", "Folk/Rock"};
  const auto known = [&](const std::string& name) { return names.contains(name); };
  CHECK(split_genre("Rock, Pop", known) == Names{"Rock", "Pop"});
  CHECK(split_genre("Rock/Pop", known) == Names{"Rock", "Pop"});
  CHECK(split_genre("Rock;Pop", known) == Names{"Rock", "Pop"});
  CHECK(split_genre("Folk/Rock", known) == Names{"Folk/Rock"});
  CHECK(split_genre("Folk, World, & Country", known) == Names{"Folk, World, & Country"});
  CHECK(split_genre("Rock/Sludge", known) == Names{"Rock/Sludge"});
  CHECK(split_genre("Rock/", known) == Names{"Rock/"});
  for (const char* text : {"Rock|Pop", "Rock\\Pop", "Rock \\\\ Pop", "Rock\uff0cPop",
                           "Rock\u3001Pop", "Rock \uff0f Pop", "Rock\uff5cPop"}) {
    CHECK(has_genre_separator(text));
    CHECK(split_genre(text, known) == Names{"Rock", "Pop"});
  }
  CHECK_FALSE(has_genre_separator("Rock & Roll"));
}

TEST_CASE("the genres of ID3v1 are known") {
  // mutagen 1.46, mutagen._constants.GENRES: 192 names.
  for (const char* name : {"Blues", "hip hop", "R&B", "Soul", "Drum & Bass", "Psybient", "SALSA"})
    CHECK(is_listed_genre(name));
  for (const char* name : {"", "Sludge", "Blues Rock"}) CHECK_FALSE(is_listed_genre(name));
}
