#include "base/percent.h"

#include <doctest/doctest.h>

using namespace melsift;

TEST_CASE("every byte except RFC 3986's unreserved ones is encoded") {
  CHECK(percent_encoded("AZaz09-._~") == "AZaz09-._~");
  CHECK(percent_encoded("genre:\"hip hop\"&x=1+2/%#?") ==
        "genre%3A%22hip%20hop%22%26x%3D1%2B2%2F%25%23%3F");
  CHECK(percent_encoded("Bj\xC3\xB6rk\n") == "Bj%C3%B6rk%0A");
  CHECK(percent_encoded("a/b c", [](char c) { return c != ' '; }) == "a/b%20c");
}

TEST_CASE("encoded bytes are decoded; a percent sign alone stays") {
  CHECK(percent_decoded("Bj%C3%B6rk%0a") == "Bj\xC3\xB6rk\n");
  CHECK(percent_decoded("100%") == "100%");
  CHECK(percent_decoded("%4") == "%4");
  CHECK(percent_decoded("%zz %+1 %-1 %1g %%41") == "%zz %+1 %-1 %1g %A");
  CHECK(percent_decoded("%2541") == "%41");  // once only
  CHECK(percent_decoded("a+b") == "a+b");
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  CHECK(percent_decoded(percent_encoded(all)) == all);
}
