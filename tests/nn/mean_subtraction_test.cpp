#include "nn/mean_subtraction.h"

#include <doctest/doctest.h>

#include "gradient_check.h"
#include "support/support.h"

using namespace melsift;
using namespace melsift::nn;

namespace {

Matrix infer(const Layer& layer, const Matrix& x) {
  Matrix y(x.rows(), layer.output_shape().size());
  layer.infer(const_view(x), {y.data(), y.rows(), y.cols()});
  return y;
}

}  // namespace

TEST_CASE("mean subtraction: the input, then its differences to each band's mean") {
  const MeanSubtraction layer({2, 3, 1});
  CHECK(layer.output_shape() == Shape{2, 3, 2});
  Matrix x(1, 6);
  x << 1, 2, 6, -4, -4, 2;  // means 3 and -2
  Matrix expected(1, 12);
  expected << 1, -2, 2, -1, 6, 3, -4, -2, -4, -2, 2, 4;
  CHECK(infer(layer, x) == expected);
}

TEST_CASE("mean subtraction: channels are apart, and a constant of a band changes the first half") {
  const Shape shape{4, 5, 3};
  const MeanSubtraction layer(shape);
  const Matrix x = test::gaussian(2, shape.size(), 1);
  Matrix filtered = x;
  for (Index row = 0; row < x.rows(); ++row)
    for (Index band = 0; band < 4; ++band)
      for (Index i = 0; i < 15; ++i)
        filtered(row, band * 15 + i) += 0.5F * static_cast<float>(band * 3 + i % 3);
  const Matrix before = infer(layer, x), after = infer(layer, filtered);
  for (Index row = 0; row < x.rows(); ++row) {
    for (Index place = 0; place < 20; ++place) {
      for (Index channel = 0; channel < 3; ++channel) {
        CHECK(before(row, place * 6 + channel) == x(row, place * 3 + channel));
        CHECK(after(row, place * 6 + 3 + channel) ==
              doctest::Approx(before(row, place * 6 + 3 + channel)).epsilon(1e-5));
      }
    }
  }
}

TEST_CASE("mean subtraction: gradients agree with central differences") {
  MeanSubtraction layer({3, 4, 2});
  CHECK(test::layer_gradient_error(layer, test::gaussian(3, 24, 1), 2) < 2e-4);
  Workers workers(3);
  layer.set_workers(&workers);
  CHECK(test::layer_gradient_error(layer, test::gaussian(3, 24, 3), 4) < 2e-4);
}
