#include "nn/conv2d.h"

#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "base/workers.h"
#include "gradient_check.h"
#include "support/support.h"

using namespace melsift;
using namespace melsift::nn;

namespace {

// A layer with its parameters, zeros at first.
struct Bound {
  Bound(const Shape& input, Index filters, Extent kernel, Extent strides, Padding padding)
      : layer(input, filters, kernel, strides, padding, Initializer::he_normal),
        store(layer.describe_parameters()) {
    layer.bind(store.parameters());
  }

  void set(std::vector<float> kernel, std::vector<float> bias) {
    std::ranges::copy(kernel, store.parameters()[0].values().begin());
    std::ranges::copy(bias, store.parameters()[1].values().begin());
  }
  void randomize(std::uint64_t seed) {
    Random random(seed);
    for (float& value : store.values()) value = static_cast<float>(random.normal());
  }
  Matrix infer(const Matrix& x) const {
    Matrix y(x.rows(), layer.output_shape().size());
    layer.infer(const_view(x), {y.data(), y.rows(), y.cols()});
    return y;
  }

  Conv2D layer;
  ParameterStore store;
};

struct Geometry {
  Shape input;
  Index filters;
  Extent kernel;
  Extent strides = {1, 1};
  Padding padding = Padding::valid;
};

Bound bound(const Geometry& g) {
  return {g.input, g.filters, g.kernel, g.strides, g.padding};
}

// The definition, in double precision.
Matrix by_definition(const Geometry& g, const Bound& conv, const Matrix& x) {
  const Shape out = conv.layer.output_shape();
  const auto before = [&](Index size, Index places, Index kernel, Index stride) {
    return g.padding == Padding::valid
               ? Index{0}
               : std::max<Index>((places - 1) * stride + kernel - size, 0) / 2;
  };
  const Index top = before(g.input.height, out.height, g.kernel.height, g.strides.height);
  const Index left = before(g.input.width, out.width, g.kernel.width, g.strides.width);
  const auto kernel = conv.store.parameters()[0].values();
  const auto bias = conv.store.parameters()[1].values();
  Matrix y(x.rows(), out.size());
  for (Index n = 0; n < x.rows(); ++n)
    for (Index o = 0; o < out.height; ++o)
      for (Index p = 0; p < out.width; ++p)
        for (Index f = 0; f < g.filters; ++f) {
          double sum = bias[f];
          for (Index i = 0; i < g.kernel.height; ++i)
            for (Index j = 0; j < g.kernel.width; ++j) {
              const Index row = o * g.strides.height + i - top;
              const Index column = p * g.strides.width + j - left;
              if (row < 0 || row >= g.input.height || column < 0 || column >= g.input.width)
                continue;
              for (Index c = 0; c < g.input.channels; ++c)
                sum += static_cast<double>(
                           x(n, (row * g.input.width + column) * g.input.channels + c)) *
                       kernel[((i * g.kernel.width + j) * g.input.channels + c) * g.filters + f];
            }
          y(n, (o * out.width + p) * g.filters + f) = static_cast<float>(sum);
        }
  return y;
}

double relative_difference(const Matrix& got, const Matrix& expected) {
  return (got - expected).cwiseAbs().maxCoeff() / expected.cwiseAbs().maxCoeff();
}

// Odd sizes, strides that leave a rest, kernels smaller than a stride, many and few channels.
const std::vector<Geometry> kGeometries = {
    {{7, 9, 1}, 3, {3, 3}},
    {{7, 9, 2}, 5, {3, 2}, {1, 1}, Padding::same},
    {{8, 5, 3}, 2, {1, 1}},
    {{9, 8, 2}, 3, {3, 3}, {2, 2}},
    {{9, 8, 2}, 3, {3, 3}, {2, 2}, Padding::same},
    {{7, 10, 2}, 2, {2, 1}, {3, 2}},
    {{6, 6, 1}, 2, {5, 4}, {2, 3}, Padding::same},
    {{2, 3, 2}, 2, {5, 5}, {1, 1}, Padding::same},
    {{11, 11, 1}, 4, {7, 7}, {2, 2}},
};

// By minimal filtering; the last, of one tile a sample, in training alone.
const std::vector<Geometry> kManyChannels = {
    {{9, 10, 32}, 32, {3, 3}, {1, 1}, Padding::same},
    {{17, 17, 32}, 64, {7, 7}, {2, 2}},
    {{6, 6, 256}, 80, {3, 3}},
};

}  // namespace

TEST_CASE("conv2d: parameters are named, shaped and counted as Keras'") {
  const Bound conv({61, 61, 64}, 128, {7, 7}, {2, 2}, Padding::valid);
  CHECK(conv.layer.output_shape() == Shape{28, 28, 128});
  const auto parameters = conv.store.parameters();
  CHECK(parameters[0].name == "kernel");
  CHECK(parameters[0].shape == std::vector<Index>{7, 7, 64, 128});
  CHECK(parameters[0].fan_in == 7 * 7 * 64);
  CHECK(parameters[0].fan_out == 7 * 7 * 128);
  CHECK(parameters[1].name == "bias");
  CHECK(parameters[1].shape == std::vector<Index>{128});
  CHECK(parameters[0].size() + parameters[1].size() == 401536);  // Keras' summary of this layer
}

TEST_CASE("conv2d: an example worked out by hand") {
  // 1 2 3      kernel 1  0, and a bias of 10.  Not flipped: 1 meets the upper left pixel.
  // 4 5 6             2 -1
  // 7 8 9
  Bound conv({3, 3, 1}, 1, {2, 2}, {1, 1}, Padding::valid);
  conv.set({1, 0, 2, -1}, {10});
  Matrix x(1, 9);
  x << 1, 2, 3, 4, 5, 6, 7, 8, 9;
  Matrix expected(1, 4);
  expected << 1 + 8 - 5 + 10, 2 + 10 - 6 + 10, 4 + 14 - 8 + 10, 5 + 16 - 9 + 10;
  CHECK(conv.infer(x) == expected);
}

TEST_CASE("conv2d: padding `same` begins with the smaller half of the zeros") {
  // Keras: an image of 4 x 4 with a kernel of 3 and strides of 2 gets no zero before and one after
  // it; a kernel of 2 with strides of 1 the same.  Ones then count the pixels within.
  Bound strided({4, 4, 1}, 1, {3, 3}, {2, 2}, Padding::same);
  strided.set(std::vector<float>(9, 1.0F), {0});
  Matrix expected(1, 4);
  expected << 9, 6, 6, 4;
  CHECK(strided.layer.output_shape() == Shape{2, 2, 1});
  CHECK(strided.infer(Matrix::Ones(1, 16)) == expected);

  Bound even({2, 2, 1}, 1, {2, 2}, {1, 1}, Padding::same);
  even.set({1, 2, 3, 4}, {0});
  Matrix x(1, 4);
  x << 1, 10, 100, 1000;
  expected << 1 + 20 + 300 + 4000, 10 + 3000, 100 + 2000, 1000;
  CHECK(even.infer(x) == expected);
}

TEST_CASE("conv2d: agrees with the definition") {
  for (const Geometry& g : kGeometries) {
    CAPTURE(to_text(g.input));
    Bound conv = bound(g);
    conv.randomize(1);
    const Matrix x = test::gaussian(3, g.input.size(), 2);
    CHECK(relative_difference(conv.infer(x), by_definition(g, conv, x)) < 1e-6);
  }
  for (const Geometry& g : kManyChannels) {
    CAPTURE(to_text(g.input));
    Bound conv = bound(g);
    conv.randomize(5);
    const Matrix x = test::gaussian(2, g.input.size(), 6);
    const Matrix expected = by_definition(g, conv, x);
    // The bound that winograd.h states.
    CHECK(relative_difference(conv.infer(x), expected) < 1e-5);
    Matrix trained(x.rows(), expected.cols());
    conv.layer.forward(const_view(x), {trained.data(), trained.rows(), trained.cols()}, 0);
    CHECK(relative_difference(trained, expected) < 1e-5);
  }
}

TEST_CASE("conv2d: gradients agree with central differences") {
  for (const Geometry& g : kGeometries) {
    CAPTURE(to_text(g.input));
    Bound conv = bound(g);
    const double error =
        test::layer_gradient_error(conv.layer, test::gaussian(2, g.input.size(), 3), 4);
    CHECK(error < 1e-3);
  }
}

TEST_CASE("conv2d: many channels, by minimal filtering, too") {
  Bound conv({4, 4, 32}, 32, {3, 3}, {1, 1}, Padding::same);
  const double error = test::layer_gradient_error(conv.layer, test::gaussian(1, 512, 5), 6);
  // Of gradients of up to 60: y, of up to 80, is rounded to 1e-5 and the step is 1e-2.
  CHECK(error < 0.05);
}

TEST_CASE("conv2d: the result of a row depends neither on other rows nor on threads") {
  std::vector<Geometry> geometries = kGeometries;
  geometries.insert(geometries.end(), kManyChannels.begin(), kManyChannels.end());
  Workers workers(3);
  for (const Geometry& g : geometries) {
    CAPTURE(to_text(g.input));
    Bound conv = bound(g);
    conv.randomize(7);
    const Matrix x = test::gaussian(7, g.input.size(), 8);
    const Matrix together = conv.infer(x);
    for (Index row = 0; row < x.rows(); ++row) CHECK(conv.infer(x.row(row)) == together.row(row));
    CHECK(conv.infer(x.bottomRows(4)) == together.bottomRows(4));
    conv.layer.set_workers(&workers);
    CHECK(conv.infer(x) == together);
    conv.layer.prepare();
    CHECK(conv.infer(x) == together);
  }
}

TEST_CASE("conv2d: training drops the copies that prepare() has kept") {
  Bound conv({5, 5, 1}, 2, {3, 3}, {1, 1}, Padding::valid);
  conv.randomize(1);
  const Matrix x = test::gaussian(2, 25, 2);
  conv.layer.prepare();
  Matrix y(2, conv.layer.output_shape().size());
  conv.layer.forward(const_view(x), {y.data(), y.rows(), y.cols()}, 0);
  CHECK(y == conv.infer(x));
  conv.randomize(2);
  CHECK(conv.infer(x) != y);
}
