#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "gradient_check.h"
#include "nn/activation.h"
#include "nn/dense.h"
#include "nn/dropout.h"
#include "support/support.h"

using namespace melsift;
using namespace melsift::nn;

namespace {

constexpr double kTolerance = 2e-4;  // rounding of y over the step: 1e-6 / 1e-2

Matrix infer(const Layer& layer, const Matrix& x) {
  Matrix y(x.rows(), layer.output_shape().size());
  layer.infer(const_view(x), {y.data(), y.rows(), y.cols()});
  return y;
}

// Moves values away from zero, where relu has no derivative.
Matrix off_zero(Matrix x) {
  for (float& value : test::span_of(x)) value += value < 0.0F ? -0.05F : 0.05F;
  return x;
}

}  // namespace

TEST_CASE("dense: gradients agree with central differences") {
  Dense vector({1, 1, 7}, 5, Initializer::glorot_uniform);
  CHECK(test::layer_gradient_error(vector, test::gaussian(6, 7, 1), 2) < kTolerance);
  Dense image({2, 3, 2}, 4, Initializer::glorot_uniform);
  CHECK(test::layer_gradient_error(image, test::gaussian(3, 12, 3), 4) < kTolerance);
  Dense single({1, 1, 9}, 1, Initializer::glorot_uniform);
  CHECK(test::layer_gradient_error(single, test::gaussian(1, 9, 5), 6) < kTolerance);
}

TEST_CASE("relu, sigmoid, softmax, dropout: gradients agree with central differences") {
  Relu relu({1, 1, 11});
  CHECK(test::layer_gradient_error(relu, off_zero(test::gaussian(5, 11, 1)), 2) < kTolerance);
  Sigmoid sigmoid({1, 1, 11});
  CHECK(test::layer_gradient_error(sigmoid, test::gaussian(5, 11, 3), 4) < kTolerance);
  Softmax softmax({1, 1, 10});
  CHECK(test::layer_gradient_error(softmax, test::gaussian(5, 10, 5), 6) < kTolerance);
  Softmax by_channel({2, 2, 3});
  CHECK(test::layer_gradient_error(by_channel, test::gaussian(2, 12, 7), 8) < kTolerance);
  Dropout dropout({1, 1, 13}, 0.4, 9, 1);
  CHECK(test::layer_gradient_error(dropout, test::gaussian(5, 13, 9), 10) < kTolerance);
}

TEST_CASE("dense: a large kernel, processed in blocks, gives the product and its gradients") {
  constexpr Index kInputs = 700, kUnits = 500, kRows = 5;
  Dense dense({1, 1, kInputs}, kUnits, Initializer::glorot_uniform);
  Workers workers(3);
  dense.set_workers(&workers);
  ParameterStore store(dense.describe_parameters());
  dense.bind(store.parameters());
  store.initialize(1);
  const Matrix x = test::gaussian(kRows, kInputs, 2);
  const Matrix dy = test::gaussian(kRows, kUnits, 3);
  Matrix y(kRows, kUnits), dx(kRows, kInputs);
  dense.forward(const_view(x), {y.data(), kRows, kUnits}, 0);
  dense.backward(const_view(x), const_view(y), const_view(dy), {dx.data(), kRows, kInputs});
  const auto matrix = [](std::span<const float> values) {
    return Eigen::Map<const Matrix>(values.data(), kInputs, kUnits).cast<double>().eval();
  };
  const Eigen::MatrixXd kernel = matrix(store.parameters()[0].values());
  const auto largest = [](const auto& a, const auto& b) {
    return (a.template cast<double>() - b).cwiseAbs().maxCoeff();
  };
  CHECK(largest(y, x.cast<double>() * kernel) < 1e-5);
  CHECK(largest(infer(dense, x), x.cast<double>() * kernel) < 1e-5);
  CHECK(largest(dx, dy.cast<double>() * kernel.transpose()) < 1e-5);
  CHECK(
      (matrix(store.parameters()[0].gradient()) - x.cast<double>().transpose() * dy.cast<double>())
          .cwiseAbs()
          .maxCoeff() < 1e-5);
}

TEST_CASE("dense: a product worked out by hand") {
  Dense dense({1, 1, 2}, 3, Initializer::glorot_uniform);
  ParameterStore store(dense.describe_parameters());
  dense.bind(store.parameters());
  CHECK(store.parameters()[0].name == "kernel");
  CHECK(store.parameters()[0].shape == std::vector<Index>{2, 3});
  CHECK(store.parameters()[1].name == "bias");
  CHECK(store.parameters()[1].shape == std::vector<Index>{3});
  std::ranges::copy(std::vector<float>{1, 2, 3, 4, 5, 6}, store.parameters()[0].values().begin());
  std::ranges::copy(std::vector<float>{10, 20, 30}, store.parameters()[1].values().begin());
  Matrix x(2, 2);
  x << 1, 1, 2, -1;
  Matrix expected(2, 3);
  expected << 15, 27, 39, 8, 19, 30;
  CHECK(infer(dense, x) == expected);
}

TEST_CASE("sigmoid and softmax: closed forms, and no overflow at the ends") {
  Matrix x(1, 5);
  x << 0.0F, std::log(3.0F), -std::log(3.0F), 500.0F, -500.0F;
  const Matrix s = infer(Sigmoid({1, 1, 5}), x);
  CHECK(s(0, 0) == 0.5F);
  CHECK(s(0, 1) == doctest::Approx(0.75));
  CHECK(s(0, 2) == doctest::Approx(0.25));
  CHECK(s(0, 3) == 1.0F);
  CHECK(s(0, 4) >= 0.0F);
  CHECK(s(0, 4) < 1e-30F);

  Matrix z(2, 3);
  z << std::log(1.0F), std::log(2.0F), std::log(5.0F), 1e30F, -1e30F, 0.0F;
  const Matrix p = infer(Softmax({1, 1, 3}), z);
  CHECK(p(0, 0) == doctest::Approx(0.125));
  CHECK(p(0, 1) == doctest::Approx(0.25));
  CHECK(p(0, 2) == doctest::Approx(0.625));
  CHECK(p(1, 0) == 1.0F);
  CHECK(p(1, 1) < 1e-30F);
  CHECK(p(1, 2) < 1e-30F);
}

TEST_CASE("activations propagate NaN") {
  Matrix x = Matrix::Constant(1, 3, 1.0F);
  x(0, 1) = std::numeric_limits<float>::quiet_NaN();
  CHECK(std::isnan(infer(Relu({1, 1, 3}), x)(0, 1)));
  CHECK(std::isnan(infer(Sigmoid({1, 1, 3}), x)(0, 1)));
  CHECK(std::isnan(infer(Softmax({1, 1, 3}), x)(0, 1)));
}

TEST_CASE("elementwise layers give the same in place") {
  const Matrix x = test::gaussian(7, 9, 1);
  const auto agrees = [&](const Layer& layer) {
    REQUIRE(layer.works_in_place());
    Matrix in_place = x;
    layer.infer(const_view(in_place), {in_place.data(), x.rows(), x.cols()});
    return in_place == infer(layer, x);
  };
  CHECK(agrees(Relu({1, 1, 9})));
  CHECK(agrees(Sigmoid({1, 1, 9})));
  CHECK(agrees(Softmax({1, 1, 9})));
  CHECK(agrees(Dropout({1, 1, 9}, 0.5, 1, 1)));
}
