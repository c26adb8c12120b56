// Graphs as text, for model files.  melsift-model(5) has the grammar.
//
// One line for each value, numbered from 0:
//
//   input 1x128x96 mel
//   constant 3x3x1x32
//   constant 32
//   convolve 0 1 2 strides=2,2 before=1,1 after=1,1
//   swish 3
//   output 4 probabilities
//
// The words after an operation are the numbers of its inputs, then its parameters; parameters with
// their usual value are omitted.  Constants are not part of the text.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "graph/graph.h"

namespace melsift::graph {

// Values that no output needs are omitted.  Constants have the numbers of their lines; `write` is
// called for each.
using WriteConstant = std::function<void(std::size_t number, const Value& constant)>;
std::string graph_text(const Graph& graph, const WriteConstant& write);

// The graph of a text; `read` returns the values of each constant.  Throws Error corrupt that
// begins with "graph", and the Errors of Graph.
using ReadConstant = std::function<std::vector<float>(std::size_t number, const Extents& shape)>;
Graph parse_graph(std::string_view text, const ReadConstant& read);

}  // namespace melsift::graph
