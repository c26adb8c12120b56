#include "resume/kept_order.h"

#include <string>

#include <doctest/doctest.h>

using melsift::resume::KeptOrder;

namespace {

// The old list is a word whose letters are its entries.  So is the input: a letter of the old word
// keeps that entry, an upper-case letter replaces it, and a dot means that the following letter
// failed.  Letters in `gone` do not stay.
std::string order(const std::string& old_word, const std::string& input,
                  const std::string& gone = "") {
  KeptOrder order(old_word.size());
  std::string made;
  for (std::size_t i = 0; i < input.size(); ++i) {
    const bool fails = input[i] == '.';
    if (fails) ++i;
    const auto lower = static_cast<char>(input[i] | 0x20);
    const std::size_t at = old_word.find(lower);
    if (!fails) {
      if (at != std::string::npos && lower == input[i]) {
        order.add({true, static_cast<std::uint32_t>(at)});
      } else {
        order.add({false, static_cast<std::uint32_t>(made.size())});
        made += input[i];
      }
    }
    if (at != std::string::npos) order.answers(at);
  }
  std::string word;
  for (const auto& place : order.finish(
           [&](std::size_t index) { return gone.find(old_word[index]) == std::string::npos; }))
    word += place.old ? old_word[place.index] : made[place.index];
  return word;
}

}  // namespace

TEST_CASE("the order is that of the input") {
  CHECK(order("", "") == "");
  CHECK(order("", "abc") == "abc");
  CHECK(order("abc", "abc") == "abc");
  CHECK(order("abc", "cab") == "cab");
  CHECK(order("abc", "aBcd") == "aBcd");
  CHECK(order("abc", "dabec") == "dabec");
}

TEST_CASE("entries that the input lacks stay after their predecessors") {
  CHECK(order("abcd", "acd") == "abcd");
  CHECK(order("abcd", "cd") == "abcd");
  CHECK(order("abcd", "") == "abcd");
  CHECK(order("abcd", "axd") == "abcxd");
  CHECK(order("abcd", "Ad") == "Abcd");
  CHECK(order("abcd", "dca") == "dcab");
  CHECK(order("abc", "xyz") == "abcxyz");
}

TEST_CASE("missing entries are left out") {
  CHECK(order("abcd", "acd", "b") == "acd");
  CHECK(order("abcd", "", "abcd") == "");
  CHECK(order("abcd", "d", "ac") == "bd");
}

TEST_CASE("a failure removes the old entry") {
  CHECK(order("abcd", "a.bd") == "acd");
  CHECK(order("abcd", ".ad") == "bcd");
}

TEST_CASE("an entry that is seen does not stay, and no entry stays after it") {
  KeptOrder order(3);
  order.is_seen(0);
  order.is_seen(1);
  order.add({true, 1});
  order.answers(1);
  const auto places = order.finish([](std::size_t) { return true; });
  REQUIRE(places.size() == 2);
  CHECK(places[0] == KeptOrder::Place{true, 1});
  CHECK(places[1] == KeptOrder::Place{true, 2});
}

// The same input on the new list gives the same order: nothing moves from run to run.
TEST_CASE("the order holds when it is made again") {
  for (const char* old_word : {"abcd", "dcba", "bd"})
    for (const char* input : {"acd", "dca", "xbz", "Ad", "cx", "", "badc"}) {
      std::string once = order(old_word, input);
      std::string lower_input;
      for (char& c : once) c = static_cast<char>(c | 0x20);
      for (const char* c = input; *c != '\0'; ++c) lower_input += static_cast<char>(*c | 0x20);
      CHECK(order(once, lower_input) == once);
    }
}
