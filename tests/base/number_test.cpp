#include "base/number.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include <doctest/doctest.h>

#include "base/random.h"

using namespace melsift;

TEST_CASE("shortest decimals") {
  CHECK(to_text(0.1F) == "0.1");
  CHECK(to_text(0.1) == "0.1");
  CHECK(to_text(1.0F) == "1");
  CHECK(to_text(-113.57065F) == "-113.57065");
  CHECK(to_fixed(61.7251, 1) == "61.7");
  CHECK(to_fixed(-0.004, 2) == "0.00");  // C's printf writes -0.00
  CHECK(to_fixed(-0.0, 0) == "0");
  CHECK(to_fixed(-0.006, 2) == "-0.01");
  CHECK(to_fixed(-10.0, 1) == "-10.0");
}

TEST_CASE("any float reads back as itself") {
  Random random(7);
  for (int i = 0; i < 20000; ++i) {
    const auto bits = static_cast<std::uint32_t>(random.bits());
    float value = 0.0F;
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    const auto back = parse_real(to_text(value));
    REQUIRE(back.has_value());
    CHECK(static_cast<float>(*back) == value);
  }
}

TEST_CASE("a number must be the whole text") {
  CHECK(parse_real(" 1.5e3 ") == 1500.0);
  CHECK(parse_real("+2") == 2.0);
  CHECK_FALSE(parse_real("1.5x"));
  CHECK_FALSE(parse_real(""));
  CHECK_FALSE(parse_real("1 2"));
  CHECK(parse_integer("-12") == -12);
  CHECK_FALSE(parse_integer("12.0"));
  CHECK_FALSE(parse_integer("99999999999999999999"));
}

TEST_CASE("text pieces") {
  CHECK(trimmed(" \ta b\r\n") == "a b");
  CHECK(trimmed(" \n").empty());
  CHECK(lower_case("Hip-Hop") == "hip-hop");
  CHECK(split_list("rock, pop,,jazz", ',') == std::vector<std::string>{"rock", "pop", "jazz"});
  CHECK(split_list("", ',').empty());
}

// Python 3: float("1e-400") == 0.0, float("-1e-400") is -0.0, float("1e400") == inf,
// float("0." + "0" * 400 + "1e300") == 1e-101, float("1" + "0" * 400) == inf.
TEST_CASE("decimals beyond the range of double become zero or infinity") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(parse_real("1e-400") == 0.0);
  CHECK(parse_real("0.001e-330") == 0.0);
  CHECK(std::signbit(parse_real("-1e-400").value()));
  CHECK(parse_real("1e-99999999999999999999") == 0.0);
  CHECK(parse_real("1e400") == infinity);
  CHECK(parse_real("-1E+400") == -infinity);
  CHECK(parse_real("1" + std::string(400, '0')) == infinity);
  CHECK(parse_real("0." + std::string(400, '0') + "1") == 0.0);
  CHECK(parse_real("0." + std::string(400, '0') + "1e300") == 1e-101);
  CHECK(parse_real("5e-324") == 5e-324);
  CHECK_FALSE(parse_real("1e-400x"));
}
