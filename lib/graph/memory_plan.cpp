#include "graph/memory_plan.h"

#include <algorithm>

namespace melsift::graph {

Index plan_memory(std::vector<Buffer>& buffers) {
  std::vector<Buffer*> by_size;
  for (Buffer& buffer : buffers) {
    buffer.size = (buffer.size + kAlignment - 1) / kAlignment * kAlignment;
    by_size.push_back(&buffer);
  }
  std::ranges::stable_sort(by_size, [](auto* a, auto* b) { return a->size > b->size; });
  std::vector<const Buffer*> placed;  // by offset
  Index total = 0;
  for (Buffer* buffer : by_size) {
    Index offset = 0;
    for (const Buffer* other : placed) {
      if (other->last < buffer->first || buffer->last < other->first) continue;
      if (offset + buffer->size <= other->offset) break;
      offset = std::max(offset, other->offset + other->size);
    }
    buffer->offset = offset;
    const auto by_offset = [](auto* a, auto* b) { return a->offset < b->offset; };
    placed.insert(std::ranges::upper_bound(placed, buffer, by_offset), buffer);
    total = std::max(total, offset + buffer->size);
  }
  return total;
}

}  // namespace melsift::graph
