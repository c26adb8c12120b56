// The output shapes of operations, and the inputs that they accept.
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"

namespace melsift::graph {

// Inputs that an operation does not accept; `detail` says why, for people.
struct ShapeMismatch {
  std::string detail;
};

// The shape of the operation's output.  All parameters are checked: a Program needs no further
// check.  Throws ShapeMismatch.
Extents output_shape(const Operation& operation, const std::vector<const Value*>& inputs);

// The number of positions of a window of `taps` values on an axis with a border; 0 if none.
Index window_places(Index extent, Index taps, Index stride, Index dilation, Index before,
                    Index after);

// The shape to which values of both shapes are broadcast.  Throws ShapeMismatch.
Extents broadcast_shape(const Extents& a, const Extents& b);

}  // namespace melsift::graph
