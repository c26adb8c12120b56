#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "gradient_check.h"
#include "nn/activation.h"
#include "nn/batch_normalization.h"
#include "nn/pooled_normalization.h"
#include "nn/pooling.h"
#include "support/support.h"

using namespace melsift;
using namespace melsift::nn;

namespace {

MatrixView view(Matrix& matrix) {
  return {matrix.data(), matrix.rows(), matrix.cols()};
}

// Values with distance to each other and to zero, so that neither a maximum nor relu switches
// within a difference quotient.
Matrix distinct(Index rows, Index columns, std::uint64_t seed) {
  std::vector<int> order(static_cast<std::size_t>(rows * columns));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
  Random random(seed);
  random.shuffle(order);
  const auto half = static_cast<float>(order.size()) / 2.0F;
  return Matrix::NullaryExpr(rows, columns, [&](Index i, Index j) {
    const int place = order[static_cast<std::size_t>(i * columns + j)];
    return (static_cast<float>(place) + 0.5F - half) / half * 3.0F;
  });
}

// A layer with its parameters, which are drawn at random.
struct Trained {
  Trained(Layer& the_layer, std::uint64_t seed)
      : layer(the_layer), store(the_layer.describe_parameters()) {
    layer.bind(store.parameters());
    Random random(seed);
    for (Parameter& parameter : store.parameters()) {
      for (float& value : parameter.values()) {
        value = static_cast<float>(random.uniform(0.5, 1.5));
        if (parameter.name == "gamma" && random.uniform() < 0.3) value = -value;
      }
    }
  }
  Layer& layer;
  ParameterStore store;
};

struct Result {
  Matrix y, dx, inferred;
  std::vector<float> gradients, values;
};

std::vector<float> numbers(std::span<const float> values) {
  return {values.begin(), values.end()};
}

// The three layers one after another, forward and backward.
Result one_by_one(Layer& first, Layer& second, Layer& third, Layer& normalization, const Matrix& x,
                  const Matrix& dy) {
  Trained trained(normalization, 7);
  Layer* layers[] = {&first, &second, &third};
  std::vector<Matrix> outputs = {x};
  for (Layer* layer : layers) {
    outputs.emplace_back(x.rows(), layer->output_shape().size());
    layer->forward(const_view(outputs.end()[-2]), view(outputs.back()), 0);
  }
  Result result;
  result.y = outputs.back();
  Matrix slope = dy;
  for (std::size_t i = 3; i-- > 0;) {
    Matrix before(x.rows(), outputs[i].cols());
    layers[i]->backward(const_view(outputs[i]), const_view(outputs[i + 1]), const_view(slope),
                        view(before));
    slope = before;
  }
  result.dx = slope;
  for (Parameter& parameter : trained.store.parameters()) {
    for (const float g : parameter.gradient()) result.gradients.push_back(g);
  }
  result.values = numbers(trained.store.values());
  for (Layer* layer : layers) {
    Matrix next(x.rows(), layer->output_shape().size());
    layer->infer(const_view(layer == layers[0] ? x : result.inferred), view(next));
    result.inferred = next;
  }
  return result;
}

Result at_once(Layer& layer, const Matrix& x, const Matrix& dy, Workers* workers) {
  Trained trained(layer, 7);
  layer.set_workers(workers);
  Result result;
  result.y.resize(x.rows(), layer.output_shape().size());
  layer.forward(const_view(x), view(result.y), 0);
  result.dx = x;  // in place, as the network does it
  layer.backward(const_view(result.dx), const_view(result.y), const_view(dy), view(result.dx));
  for (Parameter& parameter : trained.store.parameters()) {
    for (const float g : parameter.gradient()) result.gradients.push_back(g);
  }
  result.values = numbers(trained.store.values());
  result.inferred.resize(x.rows(), layer.output_shape().size());
  layer.infer(const_view(x), view(result.inferred));
  return result;
}

void check_alike(const Result& a, const Result& b) {
  CHECK((a.y - b.y).cwiseAbs().maxCoeff() < 2e-5);
  CHECK((a.dx - b.dx).cwiseAbs().maxCoeff() < 2e-5);
  CHECK((a.inferred - b.inferred).cwiseAbs().maxCoeff() < 2e-5);
  const float largest = *std::ranges::max_element(b.gradients);  // sums over all places
  CHECK(test::largest_difference(a.gradients, b.gradients) < 1e-5 * std::max(largest, 1.0F));
  CHECK(test::largest_difference(a.values, b.values) < 1e-5);
}

}  // namespace

TEST_CASE("batch normalization: a batch worked out by hand") {
  BatchNormalization layer({1, 1, 2});
  ParameterStore store(layer.describe_parameters());
  layer.bind(store.parameters());
  store.initialize(1);
  store.parameters()[0].values()[1] = 2.0F;  // gamma
  store.parameters()[1].values()[1] = 1.0F;  // beta
  Matrix x(4, 2);
  x << 1, 10, 2, 10, 3, 10, 6, 10;  // means 3 and 10, variances 3.5 and 0
  Matrix y(4, 2);
  layer.forward(const_view(x), view(y), 0);
  const double deviation = std::sqrt(3.5 + 1e-3);
  for (Index row = 0; row < 4; ++row) {
    CHECK(y(row, 0) == doctest::Approx((x(row, 0) - 3.0) / deviation).epsilon(1e-5));
    CHECK(y(row, 1) == 1.0F);
  }
  CHECK(store.parameters()[2].values()[0] == doctest::Approx(0.01 * 3));
  CHECK(store.parameters()[2].values()[1] == doctest::Approx(0.01 * 10));
  CHECK(store.parameters()[3].values()[0] == doctest::Approx(0.99 + 0.01 * 3.5));
  CHECK(store.parameters()[3].values()[1] == doctest::Approx(0.99));
  layer.infer(const_view(x), view(y));
  CHECK(y(3, 0) == doctest::Approx((6 - 0.03) / std::sqrt(1.025 + 1e-3)));
}

TEST_CASE("batch normalization keeps its precision far from zero") {
  BatchNormalization layer({1, 1, 1});
  ParameterStore store(layer.describe_parameters());
  layer.bind(store.parameters());
  store.initialize(1);
  // 200,000 values 1000 +- 1, over many pieces: E[x^2] - E[x]^2 would lose the variance.
  Matrix x(200'000, 1);
  for (Index i = 0; i < x.rows(); ++i) x(i, 0) = i % 2 == 0 ? 999.0F : 1001.0F;
  Matrix y(x.rows(), 1);
  layer.forward(const_view(x), view(y), 0);
  CHECK(y(0, 0) == doctest::Approx(-1.0 / std::sqrt(1.001)).epsilon(1e-4));
  CHECK(y(1, 0) == doctest::Approx(1.0 / std::sqrt(1.001)).epsilon(1e-4));
}

TEST_CASE("normalization and pooling: gradients agree with central differences") {
  constexpr double kTolerance = 5e-4;
  BatchNormalization vector({1, 1, 3});
  CHECK(test::layer_gradient_error(vector, test::gaussian(7, 3, 1), 2) < kTolerance);
  BatchNormalization image({3, 2, 4});
  CHECK(test::layer_gradient_error(image, test::gaussian(2, 24, 3), 4) < kTolerance);
  AveragePooling2D average({5, 4, 2}, {2, 3});
  CHECK(test::layer_gradient_error(average, test::gaussian(2, 40, 5), 6) < kTolerance);
  MaxPooling2D maximum({5, 4, 2}, {2, 2});
  CHECK(test::layer_gradient_error(maximum, distinct(2, 40, 7), 8) < kTolerance);
  for (const auto kind : {GlobalPooling2D::Kind::average, GlobalPooling2D::Kind::max,
                          GlobalPooling2D::Kind::average_max}) {
    GlobalPooling2D global({3, 4, 2}, kind);
    CHECK(test::layer_gradient_error(global, distinct(2, 24, 9), 10) < kTolerance);
  }
  ReluNormAveragePool average_block({5, 4, 2}, {2, 2});
  CHECK(test::layer_gradient_error(average_block, distinct(2, 40, 11), 12) < kTolerance);
}

TEST_CASE("fused layers compute the same as single layers") {
  Workers workers(3);
  struct Case {
    Shape shape;
    Extent window;
    Index rows;
  };
  for (const Case& c : {Case{{6, 8, 3}, {2, 2}, 4}, Case{{7, 5, 2}, {2, 2}, 3},
                        Case{{9, 10, 8}, {3, 2}, 2}, Case{{64, 40, 32}, {2, 2}, 3}}) {
    CAPTURE(c.shape.height);
    const Matrix x = distinct(c.rows, c.shape.size(), 3);
    const Matrix dy = test::gaussian(c.rows, pooled_shape(c.shape, c.window).size(), 5);
    Relu relu(c.shape);
    BatchNormalization normalization(c.shape);
    {
      AveragePooling2D pooling(c.shape, c.window);
      ReluNormAveragePool block(c.shape, c.window);
      const Result expected = one_by_one(relu, normalization, pooling, normalization, x, dy);
      check_alike(at_once(block, x, dy, nullptr), expected);
      CHECK(at_once(block, x, dy, &workers).dx == at_once(block, x, dy, nullptr).dx);
    }
    {
      MaxPooling2D pooling(c.shape, c.window);
      NormReluMaxPool block(c.shape, c.window);
      const Result expected = one_by_one(normalization, relu, pooling, normalization, x, dy);
      check_alike(at_once(block, x, dy, nullptr), expected);
      CHECK(at_once(block, x, dy, &workers).dx == at_once(block, x, dy, nullptr).dx);
    }
  }
}

TEST_CASE("pooling: windows worked out by hand") {
  Matrix x(1, 15);  // 3 x 5, one channel
  x << 1, 2, 3, 4, 9, 5, 6, 7, 8, 9, 9, 9, 9, 9, 9;
  Matrix y(1, 2);
  AveragePooling2D({3, 5, 1}, {2, 2}).infer(const_view(x), view(y));
  CHECK(y(0, 0) == 3.5F);
  CHECK(y(0, 1) == 5.5F);
  MaxPooling2D({3, 5, 1}, {2, 2}).infer(const_view(x), view(y));
  CHECK(y(0, 0) == 6.0F);
  CHECK(y(0, 1) == 8.0F);
  Matrix both(1, 4);
  Matrix channels(1, 6);  // 3 x 1, two channels
  channels << 1, 10, 2, 60, 6, 20;
  GlobalPooling2D({3, 1, 2}, GlobalPooling2D::Kind::average_max)
      .infer(const_view(channels), view(both));
  CHECK(both(0, 0) == 3.0F);
  CHECK(both(0, 1) == 30.0F);
  CHECK(both(0, 2) == 6.0F);
  CHECK(both(0, 3) == 60.0F);
}
