#include "nn/panel_product.h"

#include <algorithm>
#include <vector>

#include "nn/panel_kernel.h"

namespace melsift::nn {

bool has_avx512() {
#if defined(__x86_64__)
  static const bool has = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("fma");
  return has;
#else
  return false;
#endif
}

void multiply_portable(const PanelBlock& block) {
  multiply_block(block);
}

void multiply(const PanelBlock& block) {
  if (has_avx512()) return multiply_avx512(block);
  multiply_portable(block);
}

void pack_panel(const float* matrix, Index rows, Index columns, Index panel, float* to) {
  const Index first = panel * kPanelColumns;
  const Index width = std::min(kPanelColumns, columns - first);
  for (Index row = 0; row < rows; ++row, to += kPanelColumns) {
    std::copy_n(matrix + row * columns + first, width, to);
    std::fill(to + width, to + kPanelColumns, 0.0F);
  }
}

void pack_panels(const float* matrix, Index rows, Index columns, float* panels) {
  for (Index panel = 0; panel < panel_count(columns); ++panel) {
    pack_panel(matrix, rows, columns, panel, panels + panel * rows * kPanelColumns);
  }
}

namespace {

std::vector<Index> multiples(Index count, Index of) {
  std::vector<Index> result(count);
  for (Index i = 0; i < count; ++i) result[i] = i * of;
  return result;
}

}  // namespace

void multiply_matrix(const float* a, Index rows, Index depth, const float* panels, Index columns,
                     float* c) {
  const std::vector<Index> offsets = multiples(depth, 1);
  const Index step = block_rows(rows);
  for (Index panel = 0; panel < panel_count(columns); ++panel) {
    for (Index row = 0; row < rows; row += step) {
      const float* from[kBlockRows];
      float* to[kBlockRows];
      const Index count = std::min(step, rows - row);
      for (Index i = 0; i < count; ++i) {
        from[i] = a + (row + i) * depth;
        to[i] = c + (row + i) * columns;
      }
      multiply({.rows = count,
                .columns = std::min(kPanelColumns, columns - panel * kPanelColumns),
                .a = from,
                .offsets = offsets.data(),
                .length = depth,
                .panel = panels + panel * depth * kPanelColumns,
                .c = to,
                .column = panel * kPanelColumns});
    }
  }
}

void multiply_transposed(const float* a, Index rows, Index depth, const float* b, Index columns,
                         float* c, bool add) {
  AlignedFloats panels(panel_count(columns) * rows * kPanelColumns);
  pack_panels(b, rows, columns, panels.data());
  // Columns of a are too far apart to be read in place, so columns for all rows of a block are
  // copied.
  AlignedFloats packed(rows * kBlockRows);
  const std::vector<Index> offsets = multiples(rows, kBlockRows);
  for (Index row = 0; row < depth; row += kBlockRows) {
    const Index count = std::min(kBlockRows, depth - row);
    for (Index k = 0; k < rows; ++k) {
      std::copy_n(a + k * depth + row, count, packed.data() + k * kBlockRows);
    }
    const float* from[kBlockRows];
    float* to[kBlockRows];
    for (Index i = 0; i < count; ++i) {
      from[i] = packed.data() + i;
      to[i] = c + (row + i) * columns;
    }
    for (Index panel = 0; panel < panel_count(columns); ++panel) {
      multiply({.rows = count,
                .columns = std::min(kPanelColumns, columns - panel * kPanelColumns),
                .a = from,
                .offsets = offsets.data(),
                .length = rows,
                .panel = panels.data() + panel * rows * kPanelColumns,
                .c = to,
                .column = panel * kPanelColumns,
                .add = add});
    }
  }
}

}  // namespace melsift::nn
