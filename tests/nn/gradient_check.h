// Numerical derivatives, for comparison with the analytic ones.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <span>

#include "base/matrix.h"
#include "base/random.h"
#include "nn/layer.h"

namespace melsift::test {

inline Matrix gaussian(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed) {
  Random random(seed);
  return Matrix::NullaryExpr(rows, columns, [&] { return static_cast<float>(random.normal()); });
}

// d f / d values[i] by central differences; the step is the actual one in single precision.
// Restores the value.
inline double central_difference(std::span<float> values, std::size_t i, float h,
                                 const std::function<double()>& f) {
  const float kept = values[i];
  const float above = kept + h;
  const float below = kept - h;
  values[i] = above;
  const double f_above = f();
  values[i] = below;
  const double f_below = f();
  values[i] = kept;
  return (f_above - f_below) / (static_cast<double>(above) - static_cast<double>(below));
}

// The largest difference between `gradient` and the central differences of f by `values`.
inline double gradient_error(std::span<float> values, std::span<const float> gradient, float h,
                             const std::function<double()>& f) {
  double largest = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    largest = std::max(largest, std::abs(central_difference(values, i, h, f) - gradient[i]));
  }
  return largest;
}

inline std::span<float> span_of(Matrix& matrix) {
  return {matrix.data(), static_cast<std::size_t>(matrix.size())};
}

// Checks a layer's backward(), by its input and all its parameters, with f = sum(y * weights) for
// random weights.  Returns the largest error; values are of the order of 1.
inline double layer_gradient_error(nn::Layer& layer, Matrix x, std::uint64_t seed) {
  constexpr float kStep = 1e-2F;
  nn::ParameterStore store(layer.describe_parameters());
  layer.bind(store.parameters());
  Random random(seed);
  for (float& value : store.values()) value = static_cast<float>(random.normal());
  Matrix y(x.rows(), layer.output_shape().size());
  const Matrix weights = gaussian(y.rows(), y.cols(), seed + 1);
  const auto f = [&] {
    layer.forward(nn::const_view(x), {y.data(), y.rows(), y.cols()}, 0);
    return (y.cast<double>().array() * weights.cast<double>().array()).sum();
  };
  f();
  Matrix dx(x.rows(), x.cols());
  layer.backward(nn::const_view(x), nn::const_view(y), nn::const_view(weights),
                 {dx.data(), dx.rows(), dx.cols()});
  double largest = gradient_error(span_of(x), span_of(dx), kStep, f);
  for (nn::Parameter& parameter : store.parameters()) {
    if (!parameter.trainable) continue;
    largest = std::max(largest, gradient_error(parameter.values(), parameter.gradient(), kStep, f));
  }
  return largest;
}

}  // namespace melsift::test
