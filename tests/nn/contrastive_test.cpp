#include "nn/contrastive.h"

#include <cmath>

#include <doctest/doctest.h>

#include "gradient_check.h"
#include "nn/network_trainer.h"
#include "support/support.h"

using namespace melsift;
using namespace melsift::nn;

namespace {

struct Result {
  double loss = 0.0;
  Matrix gradient;
};

Result contrast_of(const Contrast& contrast, const Matrix& embeddings, const Matrix& targets) {
  Result result;
  result.gradient = Matrix::Zero(embeddings.rows(), embeddings.cols());
  result.loss = add_contrast(contrast, const_view(embeddings), targets,
                             {result.gradient.data(), embeddings.rows(), embeddings.cols()});
  return result;
}

Matrix one_hot(std::initializer_list<int> classes, Index count) {
  Matrix targets = Matrix::Zero(static_cast<Index>(classes.size()), count);
  Index row = 0;
  for (const int k : classes) targets(row++, k) = 1.0F;
  return targets;
}

}  // namespace

TEST_CASE("the loss of four embeddings, computed by hand") {
  // Directions (1,0), (1,0), (0,1), (-1,0), of any length.
  Matrix embeddings(4, 2);
  embeddings << 2, 0, 5, 0, 0, 3, -1, 0;
  const Matrix targets = one_hot({0, 0, 1, 1}, 2);
  const double t = 0.5;
  // Rows 0 and 1: cosines 1, 0, -1 with the others; rows 2 and 3 see each other at 0.
  const double sum01 = std::exp(1 / t) + 1.0 + std::exp(-1 / t);
  const double row01 = std::log(sum01) - 1 / t;
  const double row2 = std::log(3.0);
  const double row3 = std::log(2 * std::exp(-1 / t) + 1.0);
  const double expected = (2 * row01 + row2 + row3) / 4;
  CHECK(contrast_of({1.0, t}, embeddings, targets).loss == doctest::Approx(expected));
  CHECK(contrast_of({0.25, t}, embeddings, targets).loss == doctest::Approx(0.25 * expected));
}

TEST_CASE("the gradient is that of finite differences, also of blended targets") {
  Matrix embeddings = test::gaussian(7, 5, 1);
  Matrix targets = one_hot({0, 1, 2, 0, 1, 2, 0}, 3);
  targets.row(1) << 0.3F, 0.7F, 0.0F;
  targets.row(4) << 0.1F, 0.5F, 0.4F;
  const Contrast contrast{0.7, 0.3};
  const Matrix gradient = contrast_of(contrast, embeddings, targets).gradient;
  for (Index i = 0; i < embeddings.size(); ++i) {
    constexpr float kStep = 1e-2F;
    const float kept = embeddings.data()[i];
    embeddings.data()[i] = kept + kStep;
    const double above = contrast_of(contrast, embeddings, targets).loss;
    embeddings.data()[i] = kept - kStep;
    const double below = contrast_of(contrast, embeddings, targets).loss;
    embeddings.data()[i] = kept;
    CHECK(static_cast<double>(gradient.data()[i]) ==
          doctest::Approx((above - below) / (2.0 * static_cast<double>(kStep))).epsilon(0.02));
  }
}

TEST_CASE("a row with nothing in common with the others adds nothing to the loss") {
  const Matrix embeddings = test::gaussian(3, 4, 2);
  const Matrix alone = one_hot({0, 1, 2}, 3);
  const Result result = contrast_of({1.0, 0.1}, embeddings, alone);
  CHECK(result.loss == 0.0);
  CHECK(result.gradient.isZero());
  CHECK(contrast_of({1.0, 0.1}, embeddings.topRows(1), alone.topRows(1)).loss == 0.0);
}

TEST_CASE("training with it moves the embeddings of a class together") {
  // The classifier's gradient is the same with and without; only the layers before differ.
  const Architecture architecture = Architecture::parse(
      "input 6; dense 4 glorot_uniform; relu; "
      "dense 2 glorot_uniform; softmax");
  const Matrix x = test::gaussian(16, 6, 3);
  Matrix targets = Matrix::Zero(16, 2);
  for (Index row = 0; row < 16; ++row) targets(row, x(row, 0) > 0.0F ? 1 : 0) = 1.0F;
  const auto loss_of = [&](const Network& network) {
    const Matrix embedding = network.embedding(x);
    return contrast_of({1.0, 0.2}, embedding, targets).loss;
  };
  NetworkTrainer plain(Network(architecture, 1)), drawn(Network(architecture, 1));
  drawn.set_contrast({1.0, 0.2});
  const auto gradient = [](const NetworkTrainer& trainer, std::size_t parameter) {
    return trainer.network().parameters()[parameter].gradient();
  };
  plain.compute_gradients(x, targets, Loss::sparse_categorical_crossentropy);
  drawn.compute_gradients(x, targets, Loss::sparse_categorical_crossentropy);
  for (std::size_t i = 2; i < 4; ++i)
    CHECK(std::ranges::equal(gradient(plain, i), gradient(drawn, i)));
  CHECK_FALSE(std::ranges::equal(gradient(plain, 0), gradient(drawn, 0)));
  Adam step(Adam::Settings{}), drawn_step(Adam::Settings{});
  for (int i = 0; i < 100; ++i) {
    plain.train_batch(x, targets, Loss::sparse_categorical_crossentropy, step);
    drawn.train_batch(x, targets, Loss::sparse_categorical_crossentropy, drawn_step);
  }
  CHECK(loss_of(drawn.network()) < loss_of(plain.network()) - 0.05);
}
