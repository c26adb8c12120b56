// The innermost loops of multiply().  Included by panel_product.cpp and panel_product_avx512.cpp
// alone; see lanes.h.
#pragma once

#include <utility>

#include "nn/lanes.h"
#include "nn/panel_product.h"

namespace melsift::nn {
namespace {

// Of 32 registers 24 contain sums, of 16 registers 12; two more are needed for B and one for A.
constexpr int kKernelRows = kLanes == 16 ? 12 : 6;
constexpr int kVectors = 2;
constexpr Index kKernelColumns = kLanes * kVectors;

// kRows rows from `row` on by kKernelColumns columns from `column` of the panel on, into `out`.
template <int kRows>
void multiply_rows(const PanelBlock& block, Index row, Index column, float* const* out,
                   Index out_column) {
  const float* a[kRows];
  Lanes sums[kRows][kVectors];
  for (int i = 0; i < kRows; ++i) {
    a[i] = block.a[row + i];
    for (int v = 0; v < kVectors; ++v) {
      sums[i][v] = block.start == nullptr ? Lanes{} : load(block.start + column + v * kLanes);
    }
  }
  const float* b = block.panel + column;
  for (Index k = 0; k < block.length; ++k) {
    const Index offset = block.offsets[k];
    Lanes values[kVectors];
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; ++v) values[v] = load(b + v * kLanes);
#pragma GCC unroll 12
    for (int i = 0; i < kRows; ++i) {
      const Lanes factor = a[i][offset] - Lanes{};
#pragma GCC unroll 2
      for (int v = 0; v < kVectors; ++v) sums[i][v] += factor * values[v];
    }
    b += kPanelColumns;
  }
  for (int i = 0; i < kRows; ++i) {
    for (int v = 0; v < kVectors; ++v) {
      float* to = out[row + i] + out_column + v * kLanes;
      store(to, block.add ? load(to) + sums[i][v] : sums[i][v]);
    }
  }
}

using RowsKernel = void (*)(const PanelBlock&, Index, Index, float* const*, Index);

template <class Rows>
struct Kernels;
template <int... kRows>
struct Kernels<std::integer_sequence<int, kRows...>> {
  static constexpr RowsKernel kOf[] = {&multiply_rows<kRows + 1>...};  // [rows - 1]
};

void multiply_all(const PanelBlock& block, float* const* out, Index out_column) {
  constexpr auto& kernel_of = Kernels<std::make_integer_sequence<int, kKernelRows>>::kOf;
  for (Index column = 0; column < kPanelColumns; column += kKernelColumns) {
    for (Index row = 0; row < block.rows; row += kKernelRows) {
      const Index left = block.rows - row;
      const Index rows = left < kKernelRows ? left : kKernelRows;
      kernel_of[rows - 1](block, row, column, out, out_column + column);
    }
  }
}

// Uses separate memory if C has no space for a whole panel.
void multiply_block(const PanelBlock& block) {
  if (block.columns == kPanelColumns) return multiply_all(block, block.c, block.column);
  alignas(64) float whole[kBlockRows][kPanelColumns] = {};
  float* rows[kBlockRows];
  for (Index row = 0; row < block.rows; ++row) {
    rows[row] = whole[row];
    if (!block.add) continue;
    for (Index i = 0; i < block.columns; ++i) whole[row][i] = block.c[row][block.column + i];
  }
  multiply_all(block, rows, 0);
  for (Index row = 0; row < block.rows; ++row) {
    for (Index i = 0; i < block.columns; ++i) block.c[row][block.column + i] = whole[row][i];
  }
}

}  // namespace
}  // namespace melsift::nn
