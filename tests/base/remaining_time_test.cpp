#include "base/remaining_time.h"

#include <doctest/doctest.h>

using namespace melsift;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("times are shown like a clock, rounded up") {
  CHECK(clock_text(0.0) == "0:00");
  CHECK(clock_text(5.0) == "0:05");
  CHECK(clock_text(244.2) == "4:05");
  CHECK(clock_text(3600.0) == "1:00:00");
  CHECK(clock_text(2.0 * 3600 + 4 * 60 + 4.5) == "2:04:05");
  CHECK(clock_text(360000.0) == "100:00:00");
}

TEST_CASE("the rate is that of the last half minute") {
  const auto begin = RecentRate::Clock::time_point() + seconds(1000);
  RecentRate rate(begin);
  CHECK(rate(5, begin + milliseconds(500)) == doctest::Approx(10.0));
  for (int s = 1; s <= 10; ++s) rate(1000, begin + seconds(s));  // done by an earlier run
  CHECK(rate(1000, begin + seconds(10)) == doctest::Approx(100.0));
  std::size_t done = 1000;
  for (int s = 11; s <= 60; ++s) rate(done += 2, begin + seconds(s));
  CHECK(rate(done, begin + seconds(60)) == doctest::Approx(2.0));
}
