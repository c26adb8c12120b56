#include "nn/dropout.h"

#include <cmath>

#include <doctest/doctest.h>

using namespace melsift;
using namespace melsift::nn;

namespace {

Matrix dropped(Dropout& dropout, const Matrix& x, std::uint64_t step) {
  Matrix y(x.rows(), x.cols());
  dropout.forward(const_view(x), {y.data(), y.rows(), y.cols()}, step);
  return y;
}

}  // namespace

TEST_CASE("dropout: zeroes its fraction and keeps the mean") {
  const Matrix x = Matrix::Constant(400, 501, 3.0F);
  const auto count = static_cast<double>(x.size());
  for (const double rate : {0.1, 0.25, 0.6}) {
    Dropout dropout({1, 1, 501}, rate, 7, 2);
    const Matrix y = dropped(dropout, x, 0);
    const auto zeros = static_cast<double>((y.array() == 0.0F).count());
    const double deviation = std::sqrt(rate * (1.0 - rate) / count);
    CHECK(std::abs(zeros / count - rate) < 4.0 * deviation);
    const auto kept = static_cast<float>(3.0 / (1.0 - rate));
    CHECK(((y.array() == 0.0F) || ((y.array() - kept).abs() < 1e-5F)).all());
    CHECK(std::abs(y.cast<double>().mean() - 3.0) < 3.0 * 4.0 * deviation / (1.0 - rate));
  }
}

TEST_CASE("dropout: neighbouring values are dropped independently") {
  // Two values come from one random number; the probability that both are zero must still be that
  // of independent values.
  const double rate = 0.3;
  Dropout dropout({1, 1, 2}, rate, 3, 0);
  const Matrix y = dropped(dropout, Matrix::Ones(100000, 2), 5);
  const auto both =
      static_cast<double>(((y.col(0).array() == 0.0F) && (y.col(1).array() == 0.0F)).count());
  const double chance = rate * rate;
  CHECK(std::abs(both / 1e5 - chance) < 4.0 * std::sqrt(chance * (1.0 - chance) / 1e5));
}

TEST_CASE("dropout: a function of seed, number and step alone") {
  const Matrix x = Matrix::Ones(16, 33);
  Dropout dropout({1, 1, 33}, 0.5, 7, 2);
  const Matrix first = dropped(dropout, x, 4);
  CHECK(dropped(dropout, x, 5) != first);
  CHECK(dropped(dropout, x, 4) == first);
  Dropout same({1, 1, 33}, 0.5, 7, 2);
  CHECK(dropped(same, x, 4) == first);
  Dropout other_number({1, 1, 33}, 0.5, 7, 3);
  CHECK(dropped(other_number, x, 4) != first);
  Dropout other_seed({1, 1, 33}, 0.5, 8, 2);
  CHECK(dropped(other_seed, x, 4) != first);
}

TEST_CASE("dropout: the identity in inference, and at rate 0") {
  const Matrix x = Matrix::Random(5, 7);
  Matrix y(5, 7);
  const Dropout dropout({1, 1, 7}, 0.9, 1, 1);
  dropout.infer(const_view(x), {y.data(), 5, 7});
  CHECK(y == x);
  Dropout none({1, 1, 7}, 0.0, 1, 1);
  CHECK(dropped(none, x, 0) == x);
}
