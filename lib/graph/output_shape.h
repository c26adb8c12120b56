// The shapes that operations give, and which inputs they take.
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"

namespace melsift::graph {

// Inputs that an operation cannot take; `detail` says why, for people.
struct ShapeMismatch {
  std::string detail;
};

// The shape of the operation's output.  All parameters are checked: a Program needs no further
// check.  Throws ShapeMismatch.
Extents output_shape(const Operation& operation, const std::vector<const Value*>& inputs);

// How many places a window of `taps` values has on an axis that a border extends; 0 if none.
Index window_places(Index extent, Index taps, Index stride, Index dilation, Index before,
                    Index after);

// The shape that values of both shapes are broadcast to.  Throws ShapeMismatch.
Extents broadcast_shape(const Extents& a, const Extents& b);

}  // namespace melsift::graph
