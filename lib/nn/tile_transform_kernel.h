// The innermost loops of the tiles' transforms.  Included by tile_transform.cpp and
// tile_transform_avx512.cpp alone; see lanes.h.
#pragma once

#include <utility>

#include "nn/cook_toom.h"
#include "nn/lanes.h"
#include "nn/tile_transform.h"

namespace melsift::nn {
namespace {

// Whether two rows differ only in signs.  Those of points p and -p do: their sums over columns of
// equal and of opposite sign need to be computed once.
template <int R, int C>
constexpr bool rows_agree(const Coefficients<R, C>& matrix, int r, int s) {
  if (r < 0 || s >= R) return false;
  for (int c = 0; c < C; ++c) {
    if (matrix.at[r][c] != matrix.at[s][c] && matrix.at[r][c] != -matrix.at[s][c]) return false;
  }
  return true;
}

// The role of an index: first or second of a pair, or alone.
enum class Role { alone, first, second };
template <int R, int C>
constexpr Role row_role(const Coefficients<R, C>& matrix, int row) {
  Role role = Role::alone;
  for (int r = 0; r <= row; ++r) {
    role = role == Role::first            ? Role::second
           : rows_agree(matrix, r, r + 1) ? Role::first
                                          : Role::alone;
  }
  return role;
}

template <int... kIndex, class Body>
[[gnu::always_inline]] inline void unrolled(std::integer_sequence<int, kIndex...>, Body&& body) {
  (body(std::integral_constant<int, kIndex>()), ...);
}
template <int kCount, class Body>
[[gnu::always_inline]] inline void unrolled(Body&& body) {
  unrolled(std::make_integer_sequence<int, kCount>(), body);
}

// A sum that does not add its first term to zero, and does not multiply by factors of 1.
struct Sum {
  Lanes value = {};
  bool empty = true;

  [[gnu::always_inline]] void add(double factor, const Lanes& x) {
    if (factor == 0.0) return;
    if (factor == 1.0) {
      value = empty ? x : value + x;
    } else if (factor == -1.0) {
      value = empty ? -x : value - x;
    } else {
      const float f = static_cast<float>(factor);
      value = empty ? x * f : value + x * f;
    }
    empty = false;
  }
};

// out = matrix in.  Pairs of rows share their sums: (even + odd, even - odd).
template <const auto& kMatrix>
[[gnu::always_inline]] inline void apply_row_pairs(const Lanes* in, Lanes* out) {
  constexpr int kRows = kMatrix.kRows;
  constexpr int kColumns = kMatrix.kColumns;
  unrolled<kRows>([&](auto index) __attribute__((always_inline)) {
    constexpr int r = index;
    constexpr Role role = row_role(kMatrix, r);
    if constexpr (role == Role::alone) {
      Sum sum;
      unrolled<kColumns>([&](auto c)
                             __attribute__((always_inline)) { sum.add(kMatrix.at[r][c], in[c]); });
      out[r] = sum.value;
    } else if constexpr (role == Role::first) {
      Sum equal, opposite;
      unrolled<kColumns>([&](auto c) __attribute__((always_inline)) {
        constexpr double factor = kMatrix.at[r][c];
        (factor == kMatrix.at[r + 1][c] ? equal : opposite).add(factor, in[c]);
      });
      out[r] = equal.value + opposite.value;
      out[r + 1] = equal.value - opposite.value;
    }
  });
}

// The same for a matrix whose columns come in pairs: they share (x + x', x - x').
template <const auto& kMatrix, const auto& kTransposed>
[[gnu::always_inline]] inline void apply_column_pairs(const Lanes* in, Lanes* out) {
  constexpr int kRows = kMatrix.kRows;
  constexpr int kColumns = kMatrix.kColumns;
  Lanes sums[kColumns];
  unrolled<kColumns>([&](auto c) __attribute__((always_inline)) {
    constexpr Role role = row_role(kTransposed, c);
    if constexpr (role == Role::alone) sums[c] = in[c];
    if constexpr (role == Role::first) {
      sums[c] = in[c] + in[c + 1];
      sums[c + 1] = in[c] - in[c + 1];
    }
  });
  unrolled<kRows>([&](auto r) __attribute__((always_inline)) {
    Sum sum;
    unrolled<kColumns>([&](auto c) __attribute__((always_inline)) {
      constexpr double factor = kMatrix.at[r][c];
      constexpr Role role = row_role(kTransposed, c);
      if constexpr (role == Role::alone) sum.add(factor, sums[c]);
      if constexpr (role == Role::first) {
        sum.add(factor, sums[factor == kMatrix.at[r][c + 1] ? c + 0 : c + 1]);
      }
    });
    out[r] = sum.value;
  });
}

template <const auto& kMatrix, const auto& kTransposed>
void transform(const ConstTile& from, const Tile& to, Index channels, const TileSum& sum) {
  constexpr int kRows = kMatrix.kRows;
  constexpr int kColumns = kMatrix.kColumns;
  constexpr bool kRowPairs =
      row_role(kMatrix, 0) == Role::first || row_role(kMatrix, 1) == Role::first;
  const auto apply = [](const Lanes* in, Lanes* out) __attribute__((always_inline)) {
    if constexpr (kRowPairs) {
      apply_row_pairs<kMatrix>(in, out);
    } else {
      apply_column_pairs<kMatrix, kTransposed>(in, out);
    }
  };
  for (Index k = 0; k < channels; k += kLanes) {
    Lanes half[kColumns][kRows];
    for (int c = 0; c < kColumns; ++c) {
      const float* column = from.data + c * from.column_stride + k;
      Lanes in[kColumns];
      for (int r = 0; r < kColumns; ++r) in[r] = load(column + r * from.row_stride);
      apply(in, half[c]);
    }
    for (int r = 0; r < kRows; ++r) {
      Lanes in[kColumns], out[kRows];
      for (int c = 0; c < kColumns; ++c) in[c] = half[c][r];
      apply(in, out);
      float* row = to.data + r * to.row_stride + k;
      for (int c = 0; c < kRows; ++c) {
        float* place = row + c * to.column_stride;
        if (sum.start != nullptr) out[c] += load(sum.start + k);
        if (sum.add) out[c] += load(place);
        store(place, out[c]);
      }
    }
  }
}

template <const auto& kFilter>
struct Transforms {
  static constexpr auto kInput = kFilter.input;
  static constexpr auto kKernel = kFilter.kernel;
  static constexpr auto kOutput = kFilter.output;
  static constexpr auto kInputAdjoint = transposed(kInput);
  static constexpr auto kKernelAdjoint = transposed(kKernel);
  static constexpr auto kOutputAdjoint = transposed(kOutput);
  static constexpr TileTransforms kAll = {
      .taps = kKernel.kColumns,
      .points = kInput.kRows,
      .input = &transform<kInput, kInputAdjoint>,
      .input_adjoint = &transform<kInputAdjoint, kInput>,
      .kernel = &transform<kKernel, kKernelAdjoint>,
      .kernel_adjoint = &transform<kKernelAdjoint, kKernel>,
      .output = &transform<kOutput, kOutputAdjoint>,
      .output_adjoint = &transform<kOutputAdjoint, kOutput>,
  };
};

const TileTransforms& transforms_of(Index taps) {
  return taps == 3 ? Transforms<kCookToom3>::kAll : Transforms<kCookToom4>::kAll;
}

}  // namespace
}  // namespace melsift::nn
