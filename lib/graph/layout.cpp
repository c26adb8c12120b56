#include "graph/layout.h"

#include <algorithm>
#include <numeric>

#include "graph/graph.h"

namespace melsift::graph {

namespace {

Extents ascending(std::size_t rank) {
  Extents order(rank);
  std::iota(order.begin(), order.end(), Index{0});
  return order;
}

// Axes from the outermost to the innermost; of equal strides, those of extent 1 come last.
Extents order_of(const Layout& layout) {
  Extents order = ascending(layout.shape.size());
  std::ranges::stable_sort(order, [&](Index a, Index b) {
    if (layout.strides[a] != layout.strides[b]) return layout.strides[a] > layout.strides[b];
    return layout.shape[a] > 1 && layout.shape[b] == 1;
  });
  return order;
}

}  // namespace

Layout dense(const Extents& shape, const Extents& order) {
  Layout layout{shape, Extents(shape.size())};
  Index stride = 1;
  for (auto axis = order.rbegin(); axis != order.rend(); ++axis) {
    layout.strides[*axis] = stride;
    stride *= shape[*axis];
  }
  return layout;
}

Layout row_major(const Extents& shape) {
  return dense(shape, ascending(shape.size()));
}

Layout channels_last(const Extents& shape) {
  return dense(shape, {1, 2, 0});
}

Layout dense_like(const Extents& shape, const Layout& like) {
  return dense(shape, order_of(like));
}

bool same_places(const Layout& a, const Layout& b) {
  if (a.shape != b.shape) return false;
  for (std::size_t k = 0; k < a.shape.size(); ++k)
    if (a.shape[k] > 1 && a.strides[k] != b.strides[k]) return false;
  return true;
}

std::optional<Layout> reshaped(const Layout& layout, const Extents& shape) {
  // Runs of old and of new axes that hold the same numbers: such a run of old axes must be one
  // loop.
  Extents extents, strides;
  for (std::size_t k = 0; k < layout.shape.size(); ++k) {
    if (layout.shape[k] == 1) continue;
    extents.push_back(layout.shape[k]);
    strides.push_back(layout.strides[k]);
  }
  Layout result{shape, Extents(shape.size(), 1)};
  std::size_t from = 0, to = 0;
  while (from < extents.size()) {
    std::size_t from_end = from + 1, to_end = to + 1;
    Index held = extents[from], wanted = shape[to];
    while (held != wanted) {
      if (wanted < held) {
        wanted *= shape[to_end++];
      } else {
        held *= extents[from_end++];
      }
    }
    for (std::size_t k = from; k + 1 < from_end; ++k)
      if (strides[k] != strides[k + 1] * extents[k + 1]) return std::nullopt;
    Index stride = strides[from_end - 1];
    for (std::size_t k = to_end; k-- > to;) {
      result.strides[k] = stride;
      stride *= shape[k];
    }
    from = from_end;
    to = to_end;
  }
  return result;
}

Extents broadcast_strides(const Layout& layout, const Extents& shape) {
  Extents strides(shape.size(), 0);
  const std::size_t first = shape.size() - layout.shape.size();
  for (std::size_t k = 0; k < layout.shape.size(); ++k)
    if (layout.shape[k] > 1) strides[first + k] = layout.strides[k];
  return strides;
}

std::vector<Loop> loop_nest(const Extents& shape, const std::vector<Extents>& strides) {
  std::vector<Loop> nest;
  for (const Index axis : order_of({shape, strides.front()})) {
    if (shape[axis] == 1) continue;
    Loop loop{shape[axis], {}};
    for (const Extents& operand : strides) loop.strides.push_back(operand[axis]);
    bool joins = !nest.empty();
    for (std::size_t k = 0; joins && k < strides.size(); ++k)
      joins = nest.back().strides[k] == loop.strides[k] * loop.extent;
    if (joins) loop.extent *= nest.back().extent;
    if (joins) nest.back() = loop;
    if (!joins) nest.push_back(loop);
  }
  if (nest.empty()) nest.push_back({1, std::vector<Index>(strides.size(), 0)});
  return nest;
}

}  // namespace melsift::graph
