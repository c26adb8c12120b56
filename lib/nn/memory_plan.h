// Lets blocks of memory that are needed at different times share space.
#pragma once

#include <cstddef>
#include <span>

#include "nn/shape.h"

namespace melsift::nn {

// A block that is in use from time `first` to time `last`.
struct PlannedBlock {
  Index size = 0;
  std::size_t first = 0;
  std::size_t last = 0;
  Index offset = 0;  // set by plan_memory(), in units of `size`
};

// Sets the offsets and returns the total size.  Blocks that are in use at the same time do not
// overlap.  The largest block is placed first, each as low as possible: the optimum is NP-hard, and
// this is within a few per cent of it (Pisarchyk & Lee 2020, "greedy by size").
Index plan_memory(std::span<PlannedBlock> blocks);

}  // namespace melsift::nn
