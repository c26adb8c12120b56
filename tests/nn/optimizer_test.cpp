#include "nn/optimizer.h"

#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/random.h"

using namespace melsift;
using namespace melsift::nn;

namespace {

// One value, moved by the gradients one after the other.
std::vector<double> path(Optimizer& optimizer, float value, const std::vector<float>& gradients) {
  std::vector<double> values;
  for (const float gradient : gradients) {
    optimizer.step({&value, 1}, {&gradient, 1});
    values.push_back(value);
  }
  return values;
}

// Steps with gradients from `random`.
void wander(Optimizer& optimizer, std::vector<float>& values, int steps, Random& random) {
  std::vector<float> gradients(values.size());
  for (int i = 0; i < steps; ++i) {
    for (float& gradient : gradients) gradient = static_cast<float>(random.normal());
    optimizer.step(values, gradients);
  }
}

void check_resumes(Optimizer& straight, Optimizer& first, Optimizer& second) {
  std::vector<float> expected(37, 1.0F), values(37, 1.0F);
  Random random(5), again(5);
  wander(straight, expected, 20, random);
  wander(first, values, 12, again);
  second.prepare(values.size());
  const auto from = first.state();
  const auto to = second.state();
  REQUIRE(from.size() == to.size());
  for (std::size_t i = 0; i < from.size(); ++i) {
    CHECK(from[i].name == to[i].name);
    REQUIRE(from[i].values.size() == values.size());
    std::ranges::copy(from[i].values, to[i].values.begin());
  }
  second.set_iterations(first.iterations());
  wander(second, values, 8, again);
  CHECK(values == expected);
}

}  // namespace

TEST_CASE("sgd: without and with momentum, by hand") {
  Sgd plain({.learning_rate = 0.1});
  const auto straight = path(plain, 1.0F, {1.0F, -2.0F, 0.5F});
  CHECK(straight[0] == doctest::Approx(0.9));
  CHECK(straight[1] == doctest::Approx(1.1));
  CHECK(straight[2] == doctest::Approx(1.05));

  // velocities -0.1, -0.19, -0.271
  Sgd heavy({.learning_rate = 0.1, .momentum = 0.9});
  const auto rolling = path(heavy, 1.0F, {1.0F, 1.0F, 1.0F});
  CHECK(rolling[0] == doctest::Approx(0.9));
  CHECK(rolling[1] == doctest::Approx(0.71));
  CHECK(rolling[2] == doctest::Approx(0.439));
}

TEST_CASE("adam: two steps by hand") {
  // t=1: mean 0.1, variance 0.001: the step is the rate.  t=2: mean 0.04, variance 0.001249,
  // unbiased 0.04 / 0.19 = 0.210526 and 0.001249 / 0.001999 = 0.624812, whose root is 0.790451;
  // 0.1 * 0.210526 / 0.790451 = 0.0266337.
  Adam adam({.learning_rate = 0.1});
  const auto values = path(adam, 1.0F, {1.0F, -0.5F});
  CHECK(values[0] == doctest::Approx(0.9).epsilon(1e-5));
  CHECK(values[1] == doctest::Approx(0.9 - 0.0266337).epsilon(1e-5));
}

TEST_CASE("adam: a constant gradient's closed form, with epsilon outside of the correction") {
  // Unbiased, mean and variance are g and g^2 at every step, so each step is
  // rate * g / (|g| + epsilon).  A gradient near epsilon tells it from other places for epsilon:
  // added before the correction it would make the first step 0.24 of the rate, not 0.91.
  Adam adam({.learning_rate = 0.01});
  const std::vector<float> gradients(100, 1e-6F);
  const auto values = path(adam, 0.0F, gradients);
  for (int t = 1; t <= 100; ++t) {
    CHECK(values[t - 1] == doctest::Approx(-0.01 * t / 1.1).epsilon(1e-4));
  }
}

TEST_CASE("adam: every value of a run that doesn't fill vectors, against double precision") {
  constexpr std::size_t kCount = 29;
  Adam adam;
  std::vector<float> values(kCount, 0.0F), gradients(kCount);
  std::vector<double> expected(kCount, 0.0), mean(kCount, 0.0), variance(kCount, 0.0);
  Random random(3);
  for (int t = 1; t <= 50; ++t) {
    for (std::size_t i = 0; i < kCount; ++i) {
      const double g = gradients[i] =
          static_cast<float>(random.normal() * (1.0 + static_cast<double>(i)));
      mean[i] = 0.9 * mean[i] + 0.1 * g;
      variance[i] = 0.999 * variance[i] + 0.001 * g * g;
      const double m = mean[i] / (1.0 - std::pow(0.9, t));
      const double v = variance[i] / (1.0 - std::pow(0.999, t));
      expected[i] -= 1e-3 * m / (std::sqrt(v) + 1e-7);
    }
    adam.step(values, gradients);
  }
  for (std::size_t i = 0; i < kCount; ++i) CHECK(std::abs(values[i] - expected[i]) < 1e-6);
}

// torch.optim.AdamW(lr=0.01, eps=1e-7, weight_decay=0.1) of PyTorch 1.13 in double precision.
TEST_CASE("adam with weight decay: three steps as PyTorch's AdamW") {
  Adam adam({.learning_rate = 0.01, .weight_decay = 0.1});
  std::vector<float> values = {1.0F, -2.0F, 0.5F};
  const std::vector<std::vector<float>> gradients = {
      {0.1F, -0.2F, 0.3F}, {0.5F, 0.1F, -0.4F}, {-0.2F, 0.3F, 0.0F}};
  for (const auto& gradient : gradients) adam.step(values, gradient);
  CHECK(values[0] == doctest::Approx(0.9745589302).epsilon(1e-6));
  CHECK(values[1] == doctest::Approx(-1.9852591837).epsilon(1e-6));
  CHECK(values[2] == doctest::Approx(0.4919505018).epsilon(1e-6));
}

TEST_CASE("workers change no bit of a step") {
  std::vector<float> alone(200'000, 1.0F);
  std::vector<float> shared = alone;
  std::vector<float> gradients(alone.size());
  Random random(3);
  for (float& gradient : gradients) gradient = static_cast<float>(random.normal());
  Adam first, second;
  Workers workers(3);
  first.step(alone, gradients);
  second.step(shared, gradients, &workers);
  CHECK(alone == shared);
}

TEST_CASE("the learning rate may change between steps") {
  Sgd sgd({.learning_rate = 1.0});
  float value = 0.0F;
  const float gradient = 1.0F;
  sgd.step({&value, 1}, {&gradient, 1});
  sgd.set_learning_rate(0.25);
  sgd.step({&value, 1}, {&gradient, 1});
  CHECK(value == -1.25F);
  CHECK(sgd.iterations() == 2);
}

TEST_CASE("an optimizer resumes from its state bit for bit") {
  SUBCASE("sgd") {
    const Sgd::Settings settings{.learning_rate = 0.05, .momentum = 0.9};
    Sgd straight(settings), first(settings), second(settings);
    check_resumes(straight, first, second);
  }
  SUBCASE("adam") {
    Adam straight, first, second;
    check_resumes(straight, first, second);
  }
}

TEST_CASE("an optimizer refuses another number of values than it began with") {
  Adam adam;
  std::vector<float> four(4, 0.0F), five(5, 0.0F);
  adam.step(four, four);
  CHECK_THROWS_WITH_AS(adam.step(five, five), "optimizer: 5 values and 5 gradients, prepared for 4",
                       Error);
}
