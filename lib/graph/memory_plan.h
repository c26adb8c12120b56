// Which memory the values of a program share.
#pragma once

#include <cstddef>
#include <vector>

#include "graph/operation.h"

namespace melsift::graph {

// Memory that is needed from one step of a program to another, both included.
struct Buffer {
  Index size = 0;
  std::size_t first = 0;
  std::size_t last = 0;
  Index offset = 0;  // set by plan_memory
};

// Sets the offsets, multiples of kAlignment, so that buffers that are needed at the same time do
// not overlap.  Returns the size of all memory.  Larger buffers are placed first, each at the
// lowest free offset (Pisarchyk & Lee, "Efficient Memory Management for Deep Neural Net Inference",
// 2020).
Index plan_memory(std::vector<Buffer>& buffers);

constexpr Index kAlignment = 16;  // in floats: a cache line

}  // namespace melsift::graph
