#include "nn/memory_plan.h"

#include <algorithm>
#include <vector>

namespace melsift::nn {

namespace {

bool overlap(const PlannedBlock& a, const PlannedBlock& b) {
  return a.first <= b.last && b.first <= a.last;
}

}  // namespace

Index plan_memory(std::span<PlannedBlock> blocks) {
  std::vector<PlannedBlock*> order;
  for (PlannedBlock& block : blocks) order.push_back(&block);
  std::ranges::stable_sort(order, std::ranges::greater(), &PlannedBlock::size);
  std::vector<const PlannedBlock*> placed;  // by offset
  Index end = 0;
  for (PlannedBlock* block : order) {
    block->offset = 0;
    for (const PlannedBlock* other : placed) {
      if (!overlap(*block, *other)) continue;
      if (block->offset + block->size <= other->offset) break;  // fits into the gap before it
      block->offset = std::max(block->offset, other->offset + other->size);
    }
    placed.insert(std::ranges::upper_bound(placed, block->offset, {}, &PlannedBlock::offset),
                  block);
    end = std::max(end, block->offset + block->size);
  }
  return end;
}

}  // namespace melsift::nn
