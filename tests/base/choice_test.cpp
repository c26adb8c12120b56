#include "base/choice.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace melsift;

namespace {

enum class Colour { red, green, blue };

}  // namespace

template <>
struct melsift::Choice<Colour> {
  static constexpr std::string_view kNoun = "colour";
  static constexpr std::array<std::string_view, 3> kNames = {"red", "green", "dark blue"};
};

TEST_CASE("names and values of an enumeration read back") {
  CHECK(choice_name(Colour::red) == "red");
  CHECK(choice_name(Colour::blue) == "dark blue");
  for (const Colour colour : {Colour::red, Colour::green, Colour::blue})
    CHECK(parse_choice<Colour>(choice_name(colour), "paint") == colour);
}

TEST_CASE("unknown names of an enumeration are refused, with the valid names") {
  CHECK_FALSE(find_choice<Colour>("Red"));
  CHECK_FALSE(find_choice<Colour>(""));
  CHECK_THROWS_WITH_AS(parse_choice<Colour>("pink", "paint"),
                       "paint: unknown colour \"pink\", expected red, green or dark blue", Error);
}

TEST_CASE("names are listed for messages and for --help") {
  CHECK(alternatives(Choice<Colour>::kNames) == "red|green|dark blue");
  CHECK(listed(ChoiceNames(Choice<Colour>::kNames).first(2)) == "red or green");
  CHECK(listed(ChoiceNames(Choice<Colour>::kNames).first(1)) == "red");
}
