#include "recommend/filters.h"

#include <limits>

#include <doctest/doctest.h>

#include "base/error.h"

using namespace melsift;
using namespace melsift::recommend;

TEST_CASE("ranges of quantities, also as minutes and seconds") {
  CHECK(parse_range("tempo", "90-120").least == 90.0);
  CHECK(parse_range("tempo", "90-120").most == 120.0);
  CHECK_FALSE(parse_range("tempo", "90.5-").most);
  CHECK_FALSE(parse_range("tempo", "-120").least);
  CHECK(parse_range("tempo", "100").least == parse_range("tempo", "100").most);
  CHECK(parse_range("duration", "2:30-1:02:03", true).least == 150.0);
  CHECK(parse_range("duration", "2:30-1:02:03", true).most == 3723.0);
  CHECK(parse_range("duration", "600-", true).least == 600.0);
  CHECK_THROWS_WITH_AS(parse_range("tempo", "fast"), "tempo \"fast\": expected 90-120, 90- or -120",
                       Error);
  for (const char* bad : {"", "-", "120-90", "1:2:3:4-", "2:75", "1:-", "nan-", "2:30-x"})
    CHECK_THROWS_AS(parse_range("duration", bad, true), Error);
  CHECK_THROWS_AS(parse_range("tempo", "1:30"), Error);
  const Range range{90.0, 120.0};
  CHECK(range.holds(90.0));
  CHECK(range.holds(120.0));
  CHECK_FALSE(range.holds(120.5));
}

TEST_CASE("moments: dates, and times before now") {
  constexpr long long kNow = 1790000000;  // 2026-09-21T14:13:20Z, by date -u -d @1790000000
  CHECK(parse_moment("2h", kNow) == "2026-09-21T12:13:20Z");
  CHECK(parse_moment("30d", kNow) == "2026-08-22T14:13:20Z");
  CHECK(parse_moment("2026-02-28", kNow) == "2026-02-28T00:00:00Z");
  CHECK(parse_moment("2026-02-28T10:00:00Z", kNow) == "2026-02-28T10:00:00Z");
  CHECK(parse_moment("999999d", kNow) == "1970-01-01T00:00:00Z");
  for (const char* bad : {"", "d", "30", "30w", "2026-02-30", "2026-2-3", "yesterday",
                          "2026-02-28T24:00:00Z", "2026-02-28T10:60:00Z"})
    CHECK_THROWS_AS(parse_moment(bad, kNow), Error);
}

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

TEST_CASE("an extreme year in a record is far outside, not undefined") {
  CHECK(parse_years("1990-2000").outside(std::numeric_limits<long long>::min()) > 1000);
  CHECK(parse_years("1990-2000").outside(std::numeric_limits<long long>::max()) > 1000);
}

TEST_CASE("invalid ranges of years are refused by name") {
  for (const char* text : {"", "-", "1990s", "199O-2000", "1990-2000-2010", "1990,2000", "12345"})
    CHECK_THROWS_AS(parse_years(text), Error);
  CHECK_THROWS_WITH_AS(parse_years("2000-1990"),
                       "years \"2000-1990\": the last year is before the first", Error);
}
