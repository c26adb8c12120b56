// The positions of a value's numbers in memory.
#pragma once

#include <optional>
#include <vector>

#include "graph/operation.h"

namespace melsift::graph {

// The memory of a value is dense, but its axes may be in any order: planes of channels have their
// channels last, and a transposition moves no numbers.
struct Layout {
  Extents shape;
  Extents strides;  // in numbers; those of axes of extent 1 have no meaning
};

Layout row_major(const Extents& shape);
// Dense, with the axes from the outermost to the innermost as in `order`.
Layout dense(const Extents& shape, const Extents& order);
// (channels, height, width) with the channels innermost.
Layout channels_last(const Extents& shape);
// Dense, with the axes in the same order as those of `like`, which has the same number of axes.
Layout dense_like(const Extents& shape, const Layout& like);

// Whether both describe the same positions for the same shape.
bool same_places(const Layout& a, const Layout& b);

// The layout of the same memory for another shape of the same size; nothing if there is none.
std::optional<Layout> reshaped(const Layout& layout, const Extents& shape);

// Strides to read a value as a larger shape: 0 for axes that are repeated.
Extents broadcast_strides(const Layout& layout, const Extents& shape);

// One loop of a nest over several operands: the extent, and the stride of each operand.
struct Loop {
  Index extent = 1;
  std::vector<Index> strides;
};

// The loop nest over `shape` for operands with these strides, outermost first, in the order of the
// first operand's memory.  Loops are merged if possible; there is at least one.
std::vector<Loop> loop_nest(const Extents& shape, const std::vector<Extents>& strides);

// Calls body(offsets) for each iteration of all loops except the innermost: offsets[k] is where the
// innermost loop of operand k begins.
template <class Body>
void for_each_line(const std::vector<Loop>& nest, const Body& body) {
  const std::size_t outer = nest.size() - 1;
  const std::size_t operands = nest.front().strides.size();
  std::vector<Index> turn(outer);
  std::vector<Index> offsets(operands);
  for (;;) {
    body(static_cast<const Index*>(offsets.data()));
    std::size_t level = outer;
    for (; level > 0; --level) {
      const Loop& loop = nest[level - 1];
      const bool goes_on = ++turn[level - 1] < loop.extent;
      const Index moves = goes_on ? 1 : 1 - loop.extent;
      for (std::size_t k = 0; k < operands; ++k) offsets[k] += moves * loop.strides[k];
      if (goes_on) break;
      turn[level - 1] = 0;
    }
    if (level == 0) return;
  }
}

}  // namespace melsift::graph
