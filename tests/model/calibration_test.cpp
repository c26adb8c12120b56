#include "model/calibration.h"

#include <array>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

using namespace melsift;

namespace {

// Figures of scipy 1.10: minimize_scalar(nll, bounds=(0.05, 20), method="bounded", xatol=1e-12),
// where nll(T) is the negative log likelihood of softmax(log p / T) in double.
Matrix too_sure() {
  Matrix p(8, 3);
  p << 0.90F, 0.05F, 0.05F, 0.80F, 0.15F, 0.05F, 0.10F, 0.85F, 0.05F, 0.02F, 0.03F, 0.95F,  //
      0.60F, 0.30F, 0.10F, 0.97F, 0.02F, 0.01F, 0.20F, 0.20F, 0.60F, 0.05F, 0.90F, 0.05F;
  return p;
}
constexpr std::array kTooSureClasses = {0, 1, 1, 2, 2, 0, 2, 0};

Matrix column(std::initializer_list<float> values) {
  Matrix p(static_cast<Eigen::Index>(values.size()), 1);
  std::copy(values.begin(), values.end(), p.data());
  return p;
}

}  // namespace

TEST_CASE("the temperature is the most likely one") {
  CHECK(model::fit_temperature(too_sure(), kTooSureClasses) ==
        doctest::Approx(1.9644678).epsilon(1e-6));

  Matrix unsure(5, 3);
  unsure << 0.5F, 0.3F, 0.2F, 0.3F, 0.45F, 0.25F, 0.2F, 0.3F, 0.5F,  //
      0.4F, 0.35F, 0.25F, 0.3F, 0.36F, 0.34F;
  CHECK(model::fit_temperature(unsure, std::array{0, 1, 2, 0, 2}) ==
        doctest::Approx(0.0808590818).epsilon(1e-6));

  const Matrix sigmoid = column({0.95F, 0.9F, 0.2F, 0.7F, 0.4F, 0.99F, 0.1F, 0.85F});
  CHECK(model::fit_temperature(sigmoid, std::array{1, 0, 0, 1, 1, 1, 0, 1}) ==
        doctest::Approx(1.459181132).epsilon(1e-6));
}

TEST_CASE("with few rows, smoothed targets prevent certainty") {
  // All predicted correctly.  scipy 1.10.1 as above, with the targets (n + 1) / (n + 2) of Platt
  // 1999.
  const Matrix sigmoid = column({0.95F, 0.9F, 0.2F, 0.99F, 0.1F, 0.85F});
  constexpr std::array kClasses = {1, 1, 0, 1, 0, 1};
  CHECK(model::fit_temperature(sigmoid, kClasses) == model::kLowestTemperature);
  CHECK(model::fit_temperature(sigmoid, kClasses, model::Targets::smoothed) ==
        doctest::Approx(1.8474907656).epsilon(1e-6));
  Matrix three(5, 3);
  three << 0.90F, 0.05F, 0.05F, 0.80F, 0.15F, 0.05F, 0.10F, 0.85F, 0.05F,  //
      0.02F, 0.03F, 0.95F, 0.60F, 0.30F, 0.10F;
  CHECK(model::fit_temperature(three, std::array{0, 0, 1, 2, 0}, model::Targets::smoothed) ==
        doctest::Approx(1.6121784704).epsilon(1e-6));
}

TEST_CASE("the temperature stays in its bounds") {
  const Matrix p = column({0.7F, 0.2F});
  CHECK(model::fit_temperature(p, std::array{1, 0}) == model::kLowestTemperature);
  CHECK(model::fit_temperature(p, std::array{0, 1}) == model::kHighestTemperature);
  // Probabilities that were rounded to 0 and 1, some correct and some wrong.
  const Matrix certain = column({1.0F, 0.0F, 1.0F});
  const double temperature = model::fit_temperature(certain, std::array{1, 0, 0});
  CHECK(temperature > 1.0);
  CHECK(temperature <= model::kHighestTemperature);
  CHECK(model::fit_temperature(Matrix::Constant(4, 4, 0.25F), std::array{0, 1, 2, 3}) == 1.0);
}

TEST_CASE("probabilities at a temperature") {
  Matrix p = too_sure();
  const Matrix before = p;
  model::apply_temperature(p, 1.0);
  CHECK(p == before);
  model::apply_temperature(p, 1.9644678223592773);  // numpy, as above
  CHECK(p(1, 0) == doctest::Approx(0.5986891).epsilon(1e-6));
  CHECK(p(1, 1) == doctest::Approx(0.25534492).epsilon(1e-6));
  CHECK(p(4, 2) == doctest::Approx(0.19088157).epsilon(1e-6));
  CHECK((p.rowwise().sum().array() - 1.0F).abs().maxCoeff() < 1e-6F);

  Matrix sigmoid = column({0.95F, 0.9F, 0.2F, 0.0F, 1.0F});
  model::apply_temperature(sigmoid, 2.0);  // odds become their square root: 19 -> 4.3589
  CHECK(sigmoid(0, 0) == doctest::Approx(0.81339448).epsilon(1e-6));
  CHECK(sigmoid(1, 0) == doctest::Approx(0.75).epsilon(1e-6));
  CHECK(sigmoid(2, 0) == doctest::Approx(1.0 / 3).epsilon(1e-6));
  CHECK(sigmoid(3, 0) < 1e-18F);
  CHECK(sigmoid(4, 0) == 1.0F);
}

TEST_CASE("the expected calibration error") {
  // numpy.digitize(confidence, numpy.linspace(0, 1, 16), right=True), then the definition.
  constexpr std::array confidence = {0.30, 0.31, 0.35, 0.42, 0.5, 0.55, 0.58, 0.61, 0.66, 0.6666,
                                     0.7,  0.72, 0.81, 0.85, 0.9, 0.93, 0.95, 0.99, 1.0,  1.0};
  constexpr std::array right = {0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1};
  model::Reliability all, first, second;
  CHECK(all.expected_error() == 0.0);
  for (std::size_t i = 0; i < confidence.size(); ++i) {
    all.add(confidence[i], right[i] == 1);
    (i < 7 ? first : second).add(confidence[i], right[i] == 1);
  }
  CHECK(all.count() == 20);
  CHECK(all.expected_error() == doctest::Approx(0.17517).epsilon(1e-9));
  const auto bins = all.bins();
  REQUIRE(bins.size() == 15);
  CHECK(bins[4].count == 2);
  CHECK(bins[4].confidence == doctest::Approx(0.305));
  CHECK(bins[4].accuracy == doctest::Approx(0.5));
  CHECK(bins[9].count == 3);
  CHECK(bins[9].confidence == doctest::Approx(0.6455333333));
  CHECK(bins[14].count == 4);
  CHECK(bins[14].high == 1.0);
  CHECK(bins[11].count == 0);
  first.add(second);
  CHECK(first.expected_error() == doctest::Approx(0.17517).epsilon(1e-9));
}
