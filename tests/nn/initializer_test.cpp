#include "nn/initializer.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "nn/parameter.h"

using namespace melsift;
using namespace melsift::nn;

namespace {

constexpr std::size_t kCount = 200000;

std::vector<float> drawn(Initializer initializer, Index fan_in, Index fan_out) {
  std::vector<float> values(kCount);
  Random random(11);
  initialize(initializer, fan_in, fan_out, random, values);
  return values;
}

double mean(const std::vector<float>& values, const auto& f) {
  double sum = 0.0;
  for (const float value : values) sum += f(static_cast<double>(value));
  return sum / static_cast<double>(values.size());
}

}  // namespace

TEST_CASE("he_normal: a normal of variance 2 / fan_in cut at two deviations") {
  const auto values = drawn(Initializer::he_normal, 50, 3);
  const double variance = 2.0 / 50.0;
  // The normal before the cut is wider, so that the variance after it is right.
  const double deviation = std::sqrt(variance) / 0.87962566103423978;
  CHECK(std::abs(mean(values, [](double v) { return v; })) < 4.0 * std::sqrt(variance / kCount));
  CHECK(mean(values, [](double v) { return v * v; }) == doctest::Approx(variance).epsilon(0.01));
  const double largest = *std::ranges::max_element(values);
  CHECK(largest <= 2.0 * deviation);
  CHECK(largest > 1.98 * deviation);
  // Within one deviation: erf(1 / sqrt 2) of the normal, out of erf(2 / sqrt 2) that is left.
  const double within = std::erf(1.0 / std::sqrt(2.0)) / std::erf(2.0 / std::sqrt(2.0));
  CHECK(mean(values, [&](double v) { return std::abs(v) < deviation ? 1.0 : 0.0; }) ==
        doctest::Approx(within).epsilon(0.01));
}

TEST_CASE("glorot_uniform: uniform within sqrt(6 / (fan_in + fan_out))") {
  const auto values = drawn(Initializer::glorot_uniform, 50, 100);
  const double limit = std::sqrt(6.0 / 150.0);
  CHECK(std::abs(mean(values, [](double v) { return v; })) <
        4.0 * limit / std::sqrt(3.0 * static_cast<double>(kCount)));
  CHECK(mean(values, [](double v) { return v * v; }) ==
        doctest::Approx(limit * limit / 3.0).epsilon(0.01));
  const auto [least, largest] = std::ranges::minmax_element(values);
  CHECK(*least >= -limit);
  CHECK(*largest <= limit);
  CHECK(*largest > 0.999 * limit);
  CHECK(mean(values, [&](double v) { return v > limit / 2.0 ? 1.0 : 0.0; }) ==
        doctest::Approx(0.25).epsilon(0.02));
}

TEST_CASE("initializer names read back") {
  for (const auto initializer :
       {Initializer::zeros, Initializer::he_normal, Initializer::glorot_uniform}) {
    CHECK(parse_initializer(to_text(initializer)) == initializer);
  }
  CHECK_FALSE(parse_initializer("he_norm").has_value());
}

TEST_CASE("a parameter store: one run of values, trainable ones first and with gradients") {
  Parameter kernel, statistic, bias;
  kernel.name = "kernel";
  kernel.shape = {3, 5};
  kernel.initializer = Initializer::glorot_uniform;
  statistic.name = "statistic";
  statistic.shape = {5};
  statistic.trainable = false;
  bias.name = "bias";
  bias.shape = {5};
  ParameterStore store({kernel, statistic, bias});
  store.initialize(1);
  const auto parameters = store.parameters();
  REQUIRE(parameters.size() == 3);
  CHECK(parameters[0].values().size() == 15);
  CHECK(parameters[0].gradient().size() == 15);
  CHECK(parameters[1].gradient().empty());
  CHECK(parameters[1].values().data() >=
        store.trainable_values().data() + store.trainable_values().size());
  CHECK(parameters[2].values().data() < parameters[1].values().data());
  CHECK(std::ranges::none_of(parameters[0].values(), [](float v) { return v == 0.0F; }));
  CHECK(std::ranges::all_of(parameters[2].values(), [](float v) { return v == 0.0F; }));

  // Gradients that are created later equal those created at once.
  ParameterStore later({kernel, statistic, bias}, ParameterStore::Gradients::later);
  CHECK(later.gradients().empty());
  CHECK(later.trainable_values().size() == store.trainable_values().size());
  CHECK(later.parameters()[0].gradient().empty());
  later.make_gradients();
  CHECK(later.gradients().size() == store.gradients().size());
  later.parameters()[2].gradient()[0] = 7.0F;
  later.make_gradients();  // again: they stay
  CHECK(later.parameters()[2].gradient().data() - later.gradients().data() ==
        store.parameters()[2].gradient().data() - store.gradients().data());
  CHECK(later.parameters()[2].gradient()[0] == 7.0F);

  // Moving keeps the addresses that layers have.
  const float* address = parameters[0].values().data();
  const ParameterStore moved = std::move(store);
  CHECK(moved.parameters()[0].values().data() == address);
}
