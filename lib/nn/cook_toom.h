// Minimal filtering: `m` outputs of a filter of `r` taps by m + r - 1 multiplications.
//
// A filter y_i = sum_j d_(i+j) g_j is the transpose of the product of two polynomials.  Its values
// at as many points as it has coefficients determine the product (S. A. Cook 1966; A. L. Toom 1963;
// S. Winograd, "Arithmetic Complexity of Computations", 1980; as convolution layers use it: A.
// Lavin & S. Gray, "Fast Algorithms for Convolutional Neural Networks", 2016):
//
//   y = output ((kernel g) . (input d))       with . value by value
//
// In two dimensions each matrix is applied to the rows and to the columns.
#pragma once

#include <array>

namespace melsift::nn {

template <int R, int C>
struct Coefficients {
  static constexpr int kRows = R;
  static constexpr int kColumns = C;
  double at[R][C] = {};
};

template <int R, int C>
constexpr Coefficients<C, R> transposed(const Coefficients<R, C>& matrix) {
  Coefficients<C, R> result;
  for (int r = 0; r < R; ++r) {
    for (int c = 0; c < C; ++c) result.at[c][r] = matrix.at[r][c];
  }
  return result;
}

template <int kOutputs, int kTaps>
struct CookToom {
  static constexpr int kPoints = kOutputs + kTaps - 1;
  Coefficients<kPoints, kPoints> input;
  Coefficients<kPoints, kTaps> kernel;
  Coefficients<kOutputs, kPoints> output;
};

// For all points except the last, which is infinity; they must differ.
template <int kOutputs, int kTaps>
constexpr CookToom<kOutputs, kTaps> cook_toom(
    const std::array<double, kOutputs + kTaps - 2>& points) {
  CookToom<kOutputs, kTaps> result;
  constexpr int kLast = kOutputs + kTaps - 2;
  for (int i = 0; i <= kLast; ++i) {
    // The polynomial that is zero at the other finite points, and its value at this one.
    double* polynomial = result.input.at[i];
    polynomial[0] = 1.0;
    double value = 1.0;
    int degree = 0;
    for (int k = 0; k < kLast; ++k) {
      if (k == i) continue;
      ++degree;
      for (int d = degree; d > 0; --d)
        polynomial[d] = polynomial[d - 1] - points[k] * polynomial[d];
      polynomial[0] *= -points[k];
      if (i < kLast) value *= points[i] - points[k];
    }
    if (i == kLast) {
      result.kernel.at[i][kTaps - 1] = 1.0;
      result.output.at[kOutputs - 1][i] = 1.0;
      continue;
    }
    double power = 1.0;
    for (int j = 0; j < kTaps || j < kOutputs; ++j) {
      if (j < kTaps) result.kernel.at[i][j] = power / value;
      if (j < kOutputs) result.output.at[j][i] = power;
      power *= points[i];
    }
  }
  return result;
}

// The points in use, for 4 outputs.  They are simple fractions, so that all matrices except that of
// the kernel are exact, and come in pairs of +-, for which the transforms share sums.  Of such
// sets, these have the smallest error in single precision: in units of the root mean square output,
// 1.2e-6 and 2.3e-6 over 256 channels (0, +-1, +-2 of Lavin & Gray: 1.9e-6; 0, +-1, +-2, 1/2:
// 3.0e-6; by definition: 0.5e-6).
inline constexpr CookToom<4, 3> kCookToom3 = cook_toom<4, 3>({0.0, 0.625, -0.625, 1.5, -1.5});
inline constexpr CookToom<4, 4> kCookToom4 =
    cook_toom<4, 4>({0.25, -0.25, 0.875, -0.875, 1.75, -1.75});

}  // namespace melsift::nn
