#include "recommend/filters.h"

#include <limits>

#include <doctest/doctest.h>

#include "base/error.h"

using namespace melsift;
using namespace melsift::recommend;

TEST_CASE("years are a range, an open range or a single year, and include their ends") {
  const Years range = parse_years("1990-2000");
  CHECK(range.outside(1990) == 0);
  CHECK(range.outside(2000) == 0);
  CHECK(range.outside(1989) == 1);
  CHECK(range.outside(2003) == 3);

  CHECK(parse_years("1990-").outside(3000) == 0);
  CHECK(parse_years("1990-").outside(1985) == 5);
  CHECK(parse_years("-1990").outside(0) == 0);
  CHECK(parse_years("-1990").outside(1991) == 1);
  CHECK(parse_years("1994").outside(1994) == 0);
  CHECK(parse_years("1994").outside(1993) == 1);
  CHECK(parse_years("1994").outside(1995) == 1);
  CHECK(parse_years(" 1990 - 2000 ").text() == "1990-2000");
  for (const char* text : {"1990-2000", "1990-", "-1990", "1994"})
    CHECK(parse_years(text).text() == text);
}

TEST_CASE("an absurd year in a record is far outside, not undefined") {
  CHECK(parse_years("1990-2000").outside(std::numeric_limits<long long>::min()) > 1000);
  CHECK(parse_years("1990-2000").outside(std::numeric_limits<long long>::max()) > 1000);
}

TEST_CASE("what is no range of years is refused by name") {
  for (const char* text : {"", "-", "1990s", "199O-2000", "1990-2000-2010", "1990,2000", "12345"})
    CHECK_THROWS_AS(parse_years(text), Error);
  CHECK_THROWS_WITH_AS(parse_years("2000-1990"),
                       "years \"2000-1990\": the last year is before the first", Error);
}
