#include "base/utc.h"

#include <ctime>

#include <doctest/doctest.h>

using namespace melsift;

TEST_CASE("Moments are written and read without a time zone") {
  // From date -u -d @N.
  CHECK(utc_text(0) == "1970-01-01T00:00:00Z");
  CHECK(utc_text(1'443'521'965) == "2015-09-29T10:19:25Z");
  CHECK(utc_text(-1) == "1969-12-31T23:59:59Z");
  CHECK(utc_text(951'782'400) == "2000-02-29T00:00:00Z");
  CHECK(utc_text(253'402'300'799) == "9999-12-31T23:59:59Z");
  CHECK(utc_text(253'402'300'800) == "");
  for (const long long moment : {0LL, 1'443'521'965LL, -1LL, 951'782'400LL})
    CHECK(parse_utc(utc_text(moment)) == moment);
  for (const char* bad : {"", "2015-09-29", "2015-02-29T00:00:00Z", "2015-09-29T24:00:00Z",
                          "2015-09-29 10:19:25Z", "2015-09-29T10:19:25+", "2015-9-029T10:19:25Z"})
    CHECK_FALSE(parse_utc(bad));
}

TEST_CASE("a moment begins with a date") {
  for (const char* yes : {"2026-11-20", "2026-11-20T12:34:56Z", "2026-11-20 12:34"}) CHECK(is_moment(yes));
  for (const char* no : {"", "never", "N/A", "2026", "2026-13-01", "20-11-2026"}) CHECK_FALSE(is_moment(no));
}

TEST_CASE("Now is the time of the system's clock") {
  const std::time_t before = std::time(nullptr);
  const long long now = utc_now_s();
  CHECK(now >= before);
  CHECK(now <= std::time(nullptr) + 1);  // time() may lag behind by a tick
}

TEST_CASE("HTTP dates are read") {
  CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT") == 784'111'777);  // RFC 9110
  for (const char* bad : {"", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Feb 1994 08:49:37 GMT",
                          "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    CHECK_FALSE(parse_http_date(bad));
}
