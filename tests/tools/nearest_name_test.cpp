#include "tools/kit/nearest_name.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace melsift::tools;

namespace {

const std::vector<std::string> kNames = {
    "--learning-rate", "--label-smoothing", "--epochs", "--batch-size", "--threads",
    "--seed",          "--years",           "--user"};

}  // namespace

TEST_CASE("a mistyped name finds the one with the fewest edits") {
  CHECK(nearest_name("--epoch", kNames) == "--epochs");     // one letter missing
  CHECK(nearest_name("--epcohs", kNames) == "--epochs");    // two swapped
  CHECK(nearest_name("--thraeds", kNames) == "--threads");  // two swapped
  CHECK(nearest_name("--batch_size", kNames) == "--batch-size");
  CHECK(nearest_name("--sede", kNames) == "--seed");  // a swap is one edit: 1 of 4 letters
  CHECK(nearest_name("--year", kNames) == "--years");
  CHECK(nearest_name("epochs", kNames) == "--epochs");
}

TEST_CASE("initials, beginnings and parts of a name find it") {
  CHECK(nearest_name("--lr", kNames) == "--learning-rate");
  CHECK(nearest_name("-lr", kNames) == "--learning-rate");
  CHECK(nearest_name("--bs", kNames) == "--batch-size");
  CHECK(nearest_name("--learn", kNames) == "--learning-rate");
  CHECK(nearest_name("--rate", kNames) == "--learning-rate");
  CHECK(nearest_name("--smoothing", kNames) == "--label-smoothing");
}

TEST_CASE("nothing is suggested for a word that is near to no name") {
  for (const char* word : {"", "-", "--", "--no-such-option", "-x", "--zz", "--at", "--xxxx"}) {
    CAPTURE(word);
    CHECK(nearest_name(word, kNames).empty());
    CHECK(suggestion(word, kNames).empty());
  }
  CHECK(nearest_name("--epochs", {}).empty());
}

TEST_CASE("a suggestion is a question in parentheses") {
  CHECK(suggestion("--lr", kNames) == " (did you mean --learning-rate?)");
}
