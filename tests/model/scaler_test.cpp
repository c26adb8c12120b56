#include "model/scaler.h"

#include <cmath>

#include <doctest/doctest.h>

using namespace melsift;

TEST_CASE("columns get zero mean and unit variance, constant ones only the former") {
  Matrix x(4, 3);
  x << 1, 5, 1e6F,  //
      2, 5, 3e6F,   //
      3, 5, 1e6F,   //
      4, 5, 3e6F;
  const auto scaler = model::Scaler::fit(x);
  CHECK(scaler.mean(0) == doctest::Approx(2.5));
  CHECK(scaler.scale(0) == doctest::Approx(std::sqrt(1.25)));  // divisor n, as scikit-learn
  CHECK(scaler.scale(1) == 1.0F);
  CHECK(scaler.scale(2) == doctest::Approx(1e6));
  const Matrix z = scaler(x);
  CHECK(z(0, 0) == doctest::Approx(-1.3416408));
  CHECK(z(3, 1) == 0.0F);
  CHECK(z(1, 2) == doctest::Approx(1.0));
}

TEST_CASE("a column that is constant but for rounding is not blown up") {
  const Matrix x = Matrix::Constant(1000, 1, 0.1F);
  const auto scaler = model::Scaler::fit(x);
  CHECK(scaler.scale(0) == 1.0F);
  CHECK(scaler(x).cwiseAbs().maxCoeff() < 1e-6);
}

TEST_CASE("tiny columns are scaled like any other") {
  Matrix x(2, 1);
  x << 1e-6F, -1e-6F;
  CHECK(model::Scaler::fit(x)(x)(0, 0) == doctest::Approx(1.0));
}
