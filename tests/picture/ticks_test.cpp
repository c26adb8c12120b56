#include "picture/ticks.h"

#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace melsift::picture;

namespace {

std::vector<std::string> labels(const std::vector<Tick>& ticks) {
  std::vector<std::string> all;
  for (const Tick& tick : ticks) all.push_back(tick.label);
  return all;
}

using Labels = std::vector<std::string>;

}  // namespace

TEST_CASE("numbers are marked at steps of 1, 2 or 5") {
  CHECK(labels(number_ticks(0.0, 1.0, 6)) == Labels{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"});
  CHECK(labels(number_ticks(-80.0, 0.0, 5)) == Labels{"-80", "-60", "-40", "-20", "0"});
  CHECK(labels(number_ticks(0.97, 3.9, 7)) == Labels{"1.0", "1.5", "2.0", "2.5", "3.0", "3.5"});
  CHECK(labels(number_ticks(0.0123, 0.0179, 3)) == Labels{"0.015"});
  CHECK(labels(number_ticks(-0.01, 0.01, 3)) == Labels{"-0.01", "0.00", "0.01"});
}

TEST_CASE("there are never more marks than requested, and they lie within the axis") {
  for (const double span : {1e-6, 0.03, 1.0, 7.3, 99.0, 65536.0, 1e9})
    for (const double low : {-2.5 * span, 0.0, 0.31 * span})
      for (const int most : {2, 3, 7, 20}) {
        const auto ticks = number_ticks(low, low + span, most);
        CHECK(static_cast<int>(ticks.size()) <= most);
        for (const Tick& tick : ticks) {
          CHECK(tick.value >= low - 1e-6 * span);
          CHECK(tick.value <= low + span * (1.0 + 1e-6));
          CHECK(std::abs(std::stod(tick.label) - tick.value) <=
                1e-6 * std::abs(tick.value) + 1e-12);
        }
      }
}

TEST_CASE("times are marked at usual steps") {
  CHECK(labels(time_ticks(3.02, 8)) ==
        Labels{"0.0 s", "0.5 s", "1.0 s", "1.5 s", "2.0 s", "2.5 s", "3.0 s"});
  CHECK(labels(time_ticks(3.02, 4)) == Labels{"0 s", "2 s"});
  CHECK(labels(time_ticks(30.0, 7)) ==
        Labels{"0:00", "0:05", "0:10", "0:15", "0:20", "0:25", "0:30"});
  CHECK(labels(time_ticks(61.0, 5)) == Labels{"0:00", "0:30", "1:00"});
  CHECK(labels(time_ticks(3600.0, 5)) ==
        Labels{"0:00:00", "0:15:00", "0:30:00", "0:45:00", "1:00:00"});
  CHECK(labels(time_ticks(10 / 22050.0, 5)).size() >= 2);
  CHECK(time_ticks(3e6, 5).size() <= 5);
}

TEST_CASE("frequencies are marked at 1, 2 and 5 of each decade") {
  CHECK(labels(frequency_ticks(50.0, 11025.0)) ==
        Labels{"50", "100", "200", "500", "1k", "2k", "5k", "10k"});
  CHECK(frequency_ticks(50.0, 40.0).empty());
}
