#include <algorithm>
#include <memory>
#include <numeric>

#include "graph/kernel.h"
#include "nn/panel_product.h"

namespace melsift::graph {

namespace {

using nn::kPanelColumns;

// A task computes at most this number of rows and of panels of columns.
constexpr Index kTaskRows = 8 * nn::kBlockRows;
constexpr Index kTaskPanels = 4;

// A constant matrix, and a row to add to each row of the product.
struct Factor {
  Index depth = 0;
  Index columns = 0;
  nn::AlignedFloats panels;
  nn::AlignedFloats bias;
};

void multiply_rows(const Factor& factor, const std::vector<Index>& offsets, const float* a,
                   Index rows, Index panel, float* c) {
  const Index step = nn::block_rows(rows);
  for (Index row = 0; row < rows; row += step) {
    const Index count = std::min(step, rows - row);
    const float* from[nn::kBlockRows];
    float* to[nn::kBlockRows];
    for (Index i = 0; i < count; ++i) {
      from[i] = a + (row + i) * factor.depth;
      to[i] = c + (row + i) * factor.columns;
    }
    nn::multiply({.rows = count,
                  .columns = std::min(kPanelColumns, factor.columns - panel * kPanelColumns),
                  .a = from,
                  .offsets = offsets.data(),
                  .length = factor.depth,
                  .panel = factor.panels.data() + panel * factor.depth * kPanelColumns,
                  .start = factor.bias.data() + panel * kPanelColumns,
                  .c = to,
                  .column = panel * kPanelColumns});
  }
}

}  // namespace

Kernel product_kernel(const Extents& a, const Value& b, const Value* bias) {
  const auto factor = std::make_shared<Factor>();
  factor->depth = b.shape[0];
  factor->columns = b.shape[1];
  const Index panels = nn::panel_count(factor->columns);
  factor->panels = nn::AlignedFloats(panels * factor->depth * kPanelColumns);
  nn::pack_panels(b.constant.data(), factor->depth, factor->columns, factor->panels.data());
  factor->bias = nn::AlignedFloats(panels * kPanelColumns);
  factor->bias.fill(0.0F);
  if (bias != nullptr) std::ranges::copy(bias->constant, factor->bias.data());
  std::vector<Index> offsets(static_cast<std::size_t>(factor->depth));
  std::iota(offsets.begin(), offsets.end(), Index{0});

  const Index rows_of_sample = size_of(a) / a.back();
  return [=](const Call& call) {
    const Index rows = call.samples * rows_of_sample;
    const Index row_tasks = (rows + kTaskRows - 1) / kTaskRows;
    const Index panel_tasks = (panels + kTaskPanels - 1) / kTaskPanels;
    call.parallel(static_cast<std::size_t>(row_tasks * panel_tasks), [&](std::size_t task) {
      const Index row = static_cast<Index>(task) % row_tasks * kTaskRows;
      const Index first = static_cast<Index>(task) / row_tasks * kTaskPanels;
      for (Index panel = first; panel < std::min(panels, first + kTaskPanels); ++panel)
        multiply_rows(*factor, offsets, call.inputs[0] + row * factor->depth,
                      std::min(kTaskRows, rows - row), panel, call.output + row * factor->columns);
    });
  };
}

Kernel product_kernel(const Extents& a, const Extents& b) {
  const Index rows = a[a.size() - 2], depth = a.back(), columns = b.back();
  const Index matrices = size_of(a) / (rows * depth);
  return [=](const Call& call) {
    call.parallel(static_cast<std::size_t>(call.samples * matrices), [&](std::size_t number) {
      const Index matrix = static_cast<Index>(number);
      nn::AlignedFloats panels(nn::panel_count(columns) * depth * kPanelColumns);
      nn::pack_panels(call.inputs[1] + matrix * depth * columns, depth, columns, panels.data());
      nn::multiply_matrix(call.inputs[0] + matrix * rows * depth, rows, depth, panels.data(),
                          columns, call.output + matrix * rows * columns);
    });
  };
}

}  // namespace melsift::graph
