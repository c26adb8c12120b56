#include "recommend/name_list.h"

#include <set>

#include <doctest/doctest.h>

using namespace melsift::recommend;
using Names = std::vector<std::string>;

TEST_CASE("lists of names, quoted or known as a whole") {
  CHECK(split_names("rock, pop,,jazz ") == Names{"rock", "pop", "jazz"});
  CHECK(split_names("\"Earth, Wind & Fire\", ABBA") == Names{"Earth, Wind & Fire", "ABBA"});
  CHECK(split_names("\"Weird Al\" Yankovic,Queen") == Names{"\"Weird Al\" Yankovic", "Queen"});
  CHECK(split_names("\"Heroes") == Names{"\"Heroes"});
  CHECK(split_names("").empty());

  const std::set<std::string> names = {"Earth, Wind & Fire", "Earth", "Tyler, The Creator"};
  const auto known = [&](const std::string& name) { return names.contains(name); };
  CHECK(resolve_names("Earth, Wind & Fire", known) == Names{"Earth, Wind & Fire"});
  CHECK(resolve_names("Queen,Earth, Wind & Fire,Tyler, The Creator", known) ==
        Names{"Queen", "Earth, Wind & Fire", "Tyler, The Creator"});
  CHECK(resolve_names("Earth,Queen", known) == Names{"Earth", "Queen"});
  CHECK(resolve_names("\"Earth\", Wind & Fire", known) == Names{"Earth", "Wind & Fire"});
}
