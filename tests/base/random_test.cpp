#include "base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

using namespace melsift;

TEST_CASE("the generator is the standard's mt19937_64") {
  // The standard fixes the 10,000th value of a default-seeded mt19937_64 ([rand.predef]).
  Random random(std::mt19937_64::default_seed);
  std::uint64_t value = 0;
  for (int i = 0; i < 10000; ++i) value = random.bits();
  CHECK(value == 9981545732273789042ULL);
}

TEST_CASE("distributions have their moments") {
  Random random(3);
  constexpr int kCount = 200000;
  double sum = 0.0, squares = 0.0, uniform = 0.0;
  std::vector<int> counts(7);
  for (int i = 0; i < kCount; ++i) {
    const double z = random.normal();
    sum += z;
    squares += z * z;
    const double u = random.uniform();
    REQUIRE(u >= 0.0);
    REQUIRE(u < 1.0);
    uniform += u;
    ++counts[random.below(7)];
  }
  // Five standard errors.
  CHECK(std::abs(sum / kCount) < 5.0 / std::sqrt(kCount));
  CHECK(std::abs(squares / kCount - 1.0) < 5.0 * std::sqrt(2.0 / kCount));
  CHECK(std::abs(uniform / kCount - 0.5) < 5.0 * std::sqrt(1.0 / 12 / kCount));
  for (const int count : counts)
    CHECK(std::abs(count - kCount / 7.0) < 5.0 * std::sqrt(kCount * 6.0 / 49.0));
}

TEST_CASE("beta variates have their distribution") {
  // Mean a / (a + b) and variance a b / ((a + b)^2 (a + b + 1)), within five standard errors; the
  // fourth central moment that the variance's error takes is at most that of a coin, 1/16.
  constexpr int kCount = 100000;
  for (const auto& parameters :
       {std::pair{0.2, 0.2}, {0.001, 0.001}, {1.0, 1.0}, {2.0, 3.0}, {9.0, 0.5}}) {
    const double a = parameters.first, b = parameters.second;
    CAPTURE(a);
    CAPTURE(b);
    Random random(7);
    const double mean = a / (a + b);
    const double variance = a * b / ((a + b) * (a + b) * (a + b + 1.0));
    double sum = 0.0, squares = 0.0;
    int below_half = 0;
    for (int i = 0; i < kCount; ++i) {
      const double x = random.beta(a, b);
      REQUIRE(x >= 0.0);
      REQUIRE(x <= 1.0);
      sum += x - mean;
      squares += (x - mean) * (x - mean);
      below_half += x < 0.5;
    }
    CHECK(std::abs(sum / kCount) < 5.0 * std::sqrt(variance / kCount));
    CHECK(std::abs(squares / kCount - variance) < 5.0 * 0.25 / std::sqrt(kCount));
    // Of beta(2, 3) 11/16 lie below a half; of the symmetric ones a half.
    const double share = a == b ? 0.5 : a == 2.0 ? 0.6875 : -1.0;
    if (share > 0.0) CHECK(std::abs(below_half - share * kCount) < 5.0 * std::sqrt(kCount / 4.0));
  }
}

TEST_CASE("a shuffle is a permutation, the same for the same seed") {
  std::vector<int> a(100), b(100);
  std::iota(a.begin(), a.end(), 0);
  std::iota(b.begin(), b.end(), 0);
  Random(5).shuffle(a);
  Random(5).shuffle(b);
  CHECK(a == b);
  CHECK_FALSE(std::is_sorted(a.begin(), a.end()));
  std::sort(a.begin(), a.end());
  for (int i = 0; i < 100; ++i) CHECK(a[static_cast<std::size_t>(i)] == i);
}

TEST_CASE("streams of one seed differ") {
  CHECK(Random::stream(1, 0).bits() != Random::stream(1, 1).bits());
  CHECK(Random::stream(1, 0).bits() != Random::stream(2, 0).bits());
  CHECK(Random::stream(1, 3).bits() == Random::stream(1, 3).bits());
}
