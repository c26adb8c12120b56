#include "nn/winograd.h"

#include <cmath>
#include <cstddef>
#include <vector>

#include <doctest/doctest.h>

#include "base/workers.h"
#include "gradient_check.h"
#include "nn/cook_toom.h"
#include "nn/direct_convolution.h"

using namespace melsift;
using namespace melsift::nn;

namespace {

const Parallel kSerial = [](std::size_t count, const std::function<void(std::size_t)>& body) {
  for (std::size_t i = 0; i < count; ++i) body(i);
};

// The results of a convolution for random values and random gradients.
struct Results {
  Matrix y, dkernel, dbias, dx;
  bool operator==(const Results&) const = default;
};

Results results(const Convolution& convolution, Index samples, const Parallel& parallel = kSerial) {
  const ConvolutionGeometry& g = convolution.geometry();
  // Like after a relu: with a mean above zero.
  const Matrix x = test::gaussian(samples, g.input.size(), 1).cwiseMax(0.0F);
  const Matrix dy = test::gaussian(samples, g.output.size(), 2);
  const Matrix kernel = test::gaussian(g.taps(), g.output.channels, 3);
  const Matrix bias = test::gaussian(1, g.output.channels, 4);
  Results r{Matrix(samples, g.output.size()), Matrix(kernel.rows(), kernel.cols()),
            Matrix(1, bias.cols()), Matrix(samples, g.input.size())};
  convolution.forward(samples, x.data(), convolution.prepare(kernel.data(), parallel), bias.data(),
                      r.y.data(), parallel);
  convolution.backward(samples, x.data(), dy.data(), kernel.data(),
                       {.kernel = r.dkernel.data(), .bias = r.dbias.data(), .x = r.dx.data()},
                       parallel);
  return r;
}

double largest_difference(const Matrix& got, const Matrix& expected) {
  return (got - expected).cwiseAbs().maxCoeff() / expected.cwiseAbs().maxCoeff();
}

double mean_square(const Matrix& values) {
  return values.cast<double>().squaredNorm() / static_cast<double>(values.size());
}

// The largest error of y_i = sum_j d_(i+j) g_j over d and g that are unit vectors, which span all.
template <int kOutputs, int kTaps>
double filter_error(const CookToom<kOutputs, kTaps>& filter) {
  constexpr int kPoints = kOutputs + kTaps - 1;
  double largest = 0.0;
  for (int d = 0; d < kPoints; ++d) {
    for (int g = 0; g < kTaps; ++g) {
      for (int i = 0; i < kOutputs; ++i) {
        double y = 0.0;
        for (int p = 0; p < kPoints; ++p) {
          y += filter.output.at[i][p] * filter.kernel.at[p][g] * filter.input.at[p][d];
        }
        largest = std::max(largest, std::abs(y - (d == i + g ? 1.0 : 0.0)));
      }
    }
  }
  return largest;
}

const std::vector<ConvolutionGeometry> kSmall = {
    convolution_geometry({9, 11, 16}, 32, {3, 3}, {1, 1}, Padding::same),
    convolution_geometry({21, 21, 16}, 16, {7, 7}, {2, 2}, Padding::valid),
    convolution_geometry({12, 17, 32}, 16, {4, 4}, {1, 1}, Padding::same),
    convolution_geometry({17, 9, 16}, 16, {7, 5}, {1, 1}, Padding::same),  // two parts by two
    convolution_geometry({13, 15, 16}, 48, {5, 6}, {2, 2}, Padding::same),
    convolution_geometry({15, 14, 16}, 16, {3, 5}, {3, 1}, Padding::valid),
    convolution_geometry({41, 12, 16}, 16, {9, 3}, {2, 1}, Padding::same),
    convolution_geometry({3, 2, 48}, 16, {3, 3}, {1, 1}, Padding::same),
};

// The convolutions of the preset cnn.
const std::vector<ConvolutionGeometry> kLarge = {
    convolution_geometry({61, 61, 64}, 128, {7, 7}, {2, 2}, Padding::valid),
    convolution_geometry({14, 14, 128}, 256, {3, 3}, {1, 1}, Padding::valid),
    convolution_geometry({6, 6, 256}, 512, {3, 3}, {1, 1}, Padding::valid),
};

}  // namespace

TEST_CASE("cook_toom: filters by fewer products are exact") {
  CHECK(filter_error(kCookToom3) < 1e-14);
  CHECK(filter_error(kCookToom4) < 1e-14);
  CHECK(filter_error(cook_toom<2, 3>({0.0, 1.0, -1.0})) < 1e-15);
  CHECK(filter_error(cook_toom<6, 3>({0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5})) < 1e-13);
}

TEST_CASE(
    "cook_toom: the matrices of Lavin & Gray (2016), section 4.2, except for the scale of rows") {
  // F(4x4, 3x3), whose points are 0, 1, -1, 2, -2.
  const double output[4][6] = {
      {1, 1, 1, 1, 1, 0}, {0, 1, -1, 2, -2, 0}, {0, 1, 1, 4, 4, 0}, {0, 1, -1, 8, -8, 1}};
  const double input[6][6] = {{4, 0, -5, 0, 1, 0},  {0, -4, -4, 1, 1, 0}, {0, 4, -4, -1, 1, 0},
                              {0, -2, -1, 2, 1, 0}, {0, 2, -1, -2, 1, 0}, {0, 4, 0, -5, 0, 1}};
  const double kernel[6][3] = {{1.0 / 4, 0, 0},
                               {-1.0 / 6, -1.0 / 6, -1.0 / 6},
                               {-1.0 / 6, 1.0 / 6, -1.0 / 6},
                               {1.0 / 24, 1.0 / 12, 1.0 / 6},
                               {1.0 / 24, -1.0 / 12, 1.0 / 6},
                               {0, 0, 1}};
  const auto filter = cook_toom<4, 3>({0, 1, -1, 2, -2});
  for (int p = 0; p < 6; ++p) {
    for (int i = 0; i < 4; ++i) CHECK(filter.output.at[i][p] == output[i][p]);
    for (int d = 0; d < 6; ++d) CHECK(filter.input.at[p][d] == input[p][d]);
    for (int g = 0; g < 3; ++g) CHECK(filter.kernel.at[p][g] == doctest::Approx(kernel[p][g]));
  }
}

TEST_CASE("winograd: a quarter of the products of the preset cnn's convolutions") {
  for (const ConvolutionGeometry& g : kLarge) {
    CHECK(WinogradConvolution(g).share_of_products() == 0.25);
  }
}

TEST_CASE("winograd: agrees with the direct convolution") {
  for (const ConvolutionGeometry& g : kSmall) {
    CAPTURE(to_text(g.input));
    const Results direct = results(DirectConvolution(g), 3);
    const Results winograd = results(WinogradConvolution(g), 3);
    CHECK(largest_difference(winograd.y, direct.y) < 5e-6);
    CHECK(largest_difference(winograd.dkernel, direct.dkernel) < 5e-6);
    CHECK(largest_difference(winograd.dx, direct.dx) < 5e-6);
    CHECK(largest_difference(winograd.dbias, direct.dbias) < 1e-6);
  }
}

TEST_CASE("winograd: the bound of winograd.h on the preset cnn's convolutions") {
  for (const ConvolutionGeometry& g : kLarge) {
    CAPTURE(to_text(g.input));
    const Results direct = results(DirectConvolution(g), 2);
    const Results winograd = results(WinogradConvolution(g), 2);
    const auto check = [](const Matrix& got, const Matrix& expected) {
      const double largest = largest_difference(got, expected);
      const double typical = std::sqrt(mean_square(got - expected) / mean_square(expected));
      CAPTURE(largest);
      CAPTURE(typical);
      CHECK(largest < 1e-5);
      CHECK(typical < 5e-6);
    };
    check(winograd.y, direct.y);
    check(winograd.dkernel, direct.dkernel);
    check(winograd.dx, direct.dx);
  }
}

TEST_CASE("convolutions: the same bits on any number of threads") {
  Workers workers(3);
  const Parallel parallel = [&](std::size_t count, const std::function<void(std::size_t)>& body) {
    workers.for_each(count, body);
  };
  for (const ConvolutionGeometry& g : kSmall) {
    CAPTURE(to_text(g.input));
    const DirectConvolution direct(g);
    CHECK(results(direct, 5) == results(direct, 5, parallel));
    const WinogradConvolution winograd(g);
    CHECK(results(winograd, 5) == results(winograd, 5, parallel));
  }
}
