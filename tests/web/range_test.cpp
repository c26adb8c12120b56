// Ranges: the examples of RFC 9110, 14.1.2, for a file of 10000 bytes, and invalid ones.
#include "web/range.h"

#include <doctest/doctest.h>

#include "web/exchange.h"

using namespace melsift::web;

namespace {

void check(const char* text, std::uint64_t first, std::uint64_t last) {
  CAPTURE(text);
  const auto range = parse_range(text, 10000);
  REQUIRE(range);
  CHECK(range->first == first);
  CHECK(range->last == last);
}

}  // namespace

TEST_CASE("ranges of a file") {
  check("bytes=0-499", 0, 499);
  check("bytes=500-999", 500, 999);
  check("bytes=-500", 9500, 9999);
  check("bytes=9500-", 9500, 9999);
  check("bytes=0-0", 0, 0);
  check("bytes=-1", 9999, 9999);
  check("bytes=-20000", 0, 9999);
  check("bytes=9999-20000", 9999, 9999);
}

TEST_CASE("anything but a single range means the whole file") {
  for (const char* text : {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-2",
                           "bytes=0-1,4-5", "bytes=0-0,0-0,0-0", "octets=0-1", "bytes=--1",
                           "bytes=1-2-3", "bytes=99999999999999999999999-", "bytes=0x1-2"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_range(text, 10000));
  }
}

TEST_CASE("a range beyond the end is refused") {
  for (const char* text : {"bytes=10000-", "bytes=10000-10001", "bytes=-0"}) {
    CAPTURE(text);
    try {
      parse_range(text, 10000);
      FAIL("no refusal");
    } catch (const Refusal& refusal) {
      CHECK(refusal.status == 416);
      CHECK(*find_header(refusal.headers, "Content-Range") == "bytes */10000");
    }
  }
  CHECK_THROWS_AS(parse_range("bytes=0-", 0), Refusal);
}
