#include "nn/loss.h"

#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "gradient_check.h"
#include "nn/activation.h"

using namespace melsift;
using namespace melsift::nn;

namespace {

constexpr Loss kCategorical = Loss::sparse_categorical_crossentropy;
constexpr Loss kBinary = Loss::binary_crossentropy;

std::string refusal(Loss loss, const Matrix& p, const std::vector<int>& classes) {
  try {
    check_classes(loss, const_view(p), classes);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

// Largest error of both gradients, by p and by the logits below `activation`.
void check_gradients(Loss loss, const Layer& activation, Matrix z, std::vector<int> classes) {
  Matrix p(z.rows(), z.cols());
  const auto value = [&] {
    activation.infer(const_view(z), {p.data(), p.rows(), p.cols()});
    return loss_value(loss, const_view(p), classes);
  };
  value();
  Matrix dz(z.rows(), z.cols());
  logit_gradient(loss, const_view(p), classes, {dz.data(), dz.rows(), dz.cols()});
  CHECK(test::gradient_error(test::span_of(z), test::span_of(dz), 1e-2F, value) < 5e-5);

  value();
  Matrix dp(p.rows(), p.cols());
  loss_gradient(loss, const_view(p), classes, {dp.data(), dp.rows(), dp.cols()});
  const double largest = dp.cwiseAbs().maxCoeff();
  CHECK(test::gradient_error(test::span_of(p), test::span_of(dp), 1e-4F, [&] {
          return loss_value(loss, const_view(p), classes);
        }) < 1e-4 * largest);
}

}  // namespace

TEST_CASE("loss values: closed forms") {
  Matrix p(2, 3);
  p << 0.5F, 0.25F, 0.25F, 0.1F, 0.1F, 0.8F;
  CHECK(loss_value(kCategorical, const_view(p), std::vector{0, 2}) ==
        doctest::Approx((std::log(2.0) + std::log(1.25)) / 2.0));
  Matrix q(3, 1);
  q << 0.5F, 0.25F, 0.9F;
  CHECK(loss_value(kBinary, const_view(q), std::vector{1, 0, 1}) ==
        doctest::Approx((std::log(2.0) + std::log(4.0 / 3.0) + std::log(1.0 / 0.9)) / 3.0));
}

TEST_CASE("loss values: probabilities are clipped at Keras' epsilon") {
  const double worst = -std::log(static_cast<double>(1e-7F));  // 16.118
  const double best = 0x1.0p-23;  // 1 - 1e-7 in single precision is 1 - 2^-23
  Matrix p(1, 2);
  p << 1.0F, 0.0F;
  CHECK(loss_value(kCategorical, const_view(p), std::vector{1}) == doctest::Approx(worst));
  CHECK(loss_value(kCategorical, const_view(p), std::vector{0}) == doctest::Approx(best));
  Matrix q(1, 1);
  q << 0.0F;
  CHECK(loss_value(kBinary, const_view(q), std::vector{1}) == doctest::Approx(worst));
  CHECK(loss_value(kBinary, const_view(q), std::vector{0}) ==
        doctest::Approx(-std::log(static_cast<double>(1.0F - 1e-7F))));
}

TEST_CASE("loss gradients agree with central differences") {
  check_gradients(kCategorical, Softmax({1, 1, 4}), test::gaussian(6, 4, 1), {0, 3, 2, 1, 1, 0});
  check_gradients(kBinary, Sigmoid({1, 1, 1}), test::gaussian(6, 1, 2), {0, 1, 1, 0, 1, 0});
}

TEST_CASE("if p is saturated, the gradient of the logits still has the right sign") {
  Matrix p(1, 2);
  p << 1.0F, 0.0F;
  Matrix d(1, 2);
  logit_gradient(kCategorical, const_view(p), std::vector{1}, {d.data(), 1, 2});
  CHECK(d(0, 0) == 1.0F);
  CHECK(d(0, 1) == -1.0F);
  loss_gradient(kCategorical, const_view(p), std::vector{1}, {d.data(), 1, 2});
  CHECK(d.isZero(0.0F));  // the clipped loss is flat there
}

// PyTorch 1.13 in double precision: -(t * log_softmax(z)).sum(1).mean() and its binary like.
TEST_CASE("soft targets: values and gradients as PyTorch's") {
  Matrix z(2, 3), t(2, 3), p(2, 3), dz(2, 3);
  z << 0.5F, -1.0F, 2.0F, 0.1F, 0.2F, -0.3F;
  t << 0.7F, 0.2F, 0.3F, 0.0F, 1.5F, 0.25F;
  Softmax({1, 1, 3}).infer(const_view(z), {p.data(), 2, 3});
  CHECK(loss_value(kCategorical, const_view(p), t) == doctest::Approx(1.838010976603396));
  logit_gradient(kCategorical, const_view(p), t, {dz.data(), 2, 3});
  Matrix expected(2, 3);
  expected << -0.2448257647F, -0.0765324560F, 0.3213582208F, 0.3152595383F, -0.4015843266F,
      0.0863247883F;
  CHECK((dz - expected).cwiseAbs().maxCoeff() < 1e-6);

  Matrix b(2, 1), tb(2, 2), pb(2, 1), db(2, 1);
  b << 0.4F, -1.2F;
  tb << 0.3F, 0.9F, 1.5F, 0.1F;
  Sigmoid({1, 1, 1}).infer(const_view(b), {pb.data(), 2, 1});
  CHECK(loss_value(kBinary, const_view(pb), tb) == doctest::Approx(0.6384351253103966));
  logit_gradient(kBinary, const_view(pb), tb, {db.data(), 2, 1});
  CHECK(db(0, 0) == doctest::Approx(-0.0907874039));
  CHECK(db(1, 0) == doctest::Approx(0.1351801732));
}

TEST_CASE("soft targets: the gradient by p agrees with central differences") {
  for (const Loss loss : {kCategorical, kBinary}) {
    Matrix p(2, loss == kBinary ? 1 : 3), t(2, loss == kBinary ? 2 : 3);
    p.setConstant(0.3F);
    t.setConstant(0.4F);
    t(0, 1) = 1.1F;
    Matrix dp(p.rows(), p.cols());
    loss_gradient(loss, const_view(p), t, {dp.data(), dp.rows(), dp.cols()});
    const auto value = [&] { return loss_value(loss, const_view(p), t); };
    CHECK(test::gradient_error(test::span_of(p), test::span_of(dp), 1e-3F, value) < 1e-4);
  }
}

TEST_CASE("classes that don't fit are refused by name") {
  const Matrix ten = Matrix::Constant(3, 10, 0.1F);
  const Matrix one = Matrix::Constant(3, 1, 0.5F);
  CHECK(refusal(kCategorical, ten, {0, 9, 5}).empty());
  CHECK(refusal(kBinary, one, {0, 1, 0}).empty());
  CHECK(refusal(kCategorical, ten, {0, 10, 5}) == "classes: 10 in row 1, expected 0 to 9");
  CHECK(refusal(kCategorical, ten, {0, 1, -1}) == "classes: -1 in row 2, expected 0 to 9");
  CHECK(refusal(kBinary, one, {0, 1, 2}) == "classes: 2 in row 2, expected 0 to 1");
  CHECK(refusal(kCategorical, ten, {0, 1}) == "classes: 2 given for 3 rows");
  CHECK(refusal(kBinary, ten, {0, 1, 0}) ==
        "binary_crossentropy: the network has 10 outputs, expected 1");
  CHECK(refusal(kCategorical, one, {0, 0, 0}) ==
        "sparse_categorical_crossentropy: the network has 1 outputs, expected one for each class");
}
