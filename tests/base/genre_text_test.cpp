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
}
