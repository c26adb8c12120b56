#include "model/scaler.h"

#include <cmath>
#include <cstddef>
#include <vector>

#include <doctest/doctest.h>

#include "model/all_rows.h"

using namespace melsift;

TEST_CASE("columns get zero mean and unit variance, constant ones only the former") {
  Matrix x(4, 3);
  x << 1, 5, 1e6F,  //
      2, 5, 3e6F,   //
      3, 5, 1e6F,   //
      4, 5, 3e6F;
  const auto scaler = model::Scaler::fit(x, test::all_rows(x), {1, 1, x.cols()});
  CHECK(scaler.mean(0) == doctest::Approx(2.5));
  CHECK(scaler.scale(0) == doctest::Approx(std::sqrt(1.25)));  // divisor n, as scikit-learn
  CHECK(scaler.scale(1) == 1.0F);
  CHECK(scaler.scale(2) == doctest::Approx(1e6));
  const Matrix z = scaler(x);
  CHECK(z(0, 0) == doctest::Approx(-1.3416408));
  CHECK(z(3, 1) == 0.0F);
  CHECK(z(1, 2) == doctest::Approx(1.0));
}

TEST_CASE("only the given rows count, in tables and in mel matrices") {
  Matrix x(4, 2);
  x << 1, 8,     //
      -1e9F, 0,  //
      3, 2,      //
      1e9F, 1e9F;
  const std::vector<std::size_t> rows = {2, 0};
  const auto table = model::Scaler::fit(x, rows, {1, 1, 2});
  CHECK(table.mean == RowVector{{2.0F, 5.0F}});
  CHECK(table.scale == RowVector{{1.0F, 3.0F}});
  const auto mel = model::Scaler::fit(x, rows, {1, 2, 1});
  CHECK(mel.mean == RowVector{{3.5F}});
  CHECK(mel.scale(0) == doctest::Approx(std::sqrt(7.25)));  // of 1, 8, 3, 2
  const auto logarithms = model::Scaler::fit(x, rows, {1, 1, 2}, true);
  CHECK(logarithms.log_floor == RowVector{{0.5F, 1.0F}});
  CHECK(logarithms.mean(1) == doctest::Approx(std::log(4.0)));  // of log 8 and log 2
  CHECK(logarithms.scale(1) == doctest::Approx(std::log(2.0)));
}

TEST_CASE("a column that is constant except for rounding is not amplified") {
  const Matrix x = Matrix::Constant(1000, 1, 0.1F);
  const auto scaler = model::Scaler::fit(x, test::all_rows(x), {1, 1, x.cols()});
  CHECK(scaler.scale(0) == 1.0F);
  CHECK(scaler(x).cwiseAbs().maxCoeff() < 1e-6);
}

TEST_CASE("tiny columns are scaled like any other") {
  Matrix x(2, 1);
  x << 1e-6F, -1e-6F;
  CHECK(model::Scaler::fit(x, test::all_rows(x), {1, 1, 1})(x)(0, 0) == doctest::Approx(1.0));
}

TEST_CASE("mel matrices have one mean and one scale") {
  Matrix x(2, 4);
  x << 1, 2, 3, 4,  //
      5, 6, 7, 8;
  const auto scaler = model::Scaler::fit(x, test::all_rows(x), {2, 2, 1});
  REQUIRE(scaler.mean.size() == 1);
  REQUIRE(scaler.scale.size() == 1);
  CHECK(scaler.mean(0) == 4.5F);
  CHECK(scaler.scale(0) == doctest::Approx(std::sqrt(5.25)));  // (n^2 - 1) / 12
  const Matrix z = scaler(x);
  CHECK(z(0, 0) == doctest::Approx(-3.5 / std::sqrt(5.25)));
  CHECK(z(1, 3) == doctest::Approx(3.5 / std::sqrt(5.25)));
  scaler.apply(x.bottomRows(1));
  CHECK(x(0, 0) == 1.0F);
  CHECK(x(1, 0) == z(1, 0));
}

TEST_CASE("columns above zero become logarithms, those that are not stay") {
  Matrix x(3, 3);
  x << 1, -1, 0,             //
      std::exp(1.0F), 0, 2,  //
      std::exp(2.0F), 1, 4;
  const auto scaler = model::Scaler::fit(x, test::all_rows(x), {1, 1, 3}, true);
  REQUIRE(scaler.log_floor.size() == 3);
  CHECK(scaler.log_floor(0) == 0.5F);
  CHECK(scaler.log_floor(1) == 0.0F);
  CHECK(scaler.log_floor(2) == 0.0F);
  CHECK(scaler.mean(0) == doctest::Approx(1.0));  // of 0, 1, 2
  CHECK(scaler.scale(0) == doctest::Approx(std::sqrt(2.0 / 3.0)));
  CHECK(scaler.mean(2) == doctest::Approx(2.0));
  Matrix other(1, 3);
  other << -7, -2, 2;  // below the floor: as the floor
  const Matrix z = scaler(other);
  CHECK(z(0, 0) == doctest::Approx((std::log(0.5) - 1.0) / std::sqrt(2.0 / 3.0)));
  CHECK(z(0, 1) == doctest::Approx(-2.0 / std::sqrt(2.0 / 3.0)));
  CHECK(z(0, 2) == doctest::Approx(0.0));
  CHECK(model::Scaler::fit(x, test::all_rows(x), {1, 3, 1}, true).log_floor.size() ==
        0);  // a mel matrix has none
}
