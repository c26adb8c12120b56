#include "base/name_list.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace melsift;

TEST_CASE("lists of names that contain the separator") {
  using Names = std::vector<std::string>;
  CHECK(split_names("rock, jazz,,pop ") == Names{"rock", "jazz", "pop"});
  CHECK(split_names("\"Folk, World, & Country\",Rock") == Names{"Folk, World, & Country", "Rock"});
  CHECK(split_names("Rock , \"a \"\"b\"\", c\" , x") == Names{"Rock", "a \"b\", c", "x"});
  CHECK(split_names("\"Weird Al\" Yankovic,12\" single") ==
        Names{"\"Weird Al\" Yankovic", "12\" single"});
  CHECK(split_names("\"open,x") == Names{"\"open", "x"});
  CHECK(split_names(" ").empty());
  for (const Names& names : {Names{"a", "b, c", "\"d\"", " e", "12\""}, Names{}})
    CHECK(split_names(joined_names(names)) == names);
  CHECK(joined_names({"tempo (bpm)", "rms"}) == "tempo (bpm),rms");
}

TEST_CASE("names with separators are found among those that are known") {
  using Names = std::vector<std::string>;
  const Names known{"Folk", "Folk, World, & Country", "Rock", "Jazz"};
  CHECK(names_among("Folk, World, & Country,Rock", known) ==
        Names{"Folk, World, & Country", "Rock"});
  CHECK(names_among("Folk,Jazz, Rock", known) == Names{"Folk", "Jazz", "Rock"});
  CHECK(names_among("Rock,", known) == Names{"Rock"});
  CHECK(names_among("\"Folk, World, & Country\",Jazz", known) ==
        Names{"Folk, World, & Country", "Jazz"});
  CHECK(names_among("Folk, World,Rock", known) == Names{"Folk", "World", "Rock"});
  CHECK(names_among(",", known).empty());
  CHECK(names_among("", known).empty());
}
