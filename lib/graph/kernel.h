// The code that a Program runs for a node.
#pragma once

#include <functional>
#include <vector>

#include "graph/graph.h"
#include "graph/layout.h"
#include "nn/convolution.h"

namespace melsift::graph {

// A call for a batch.  Samples follow each other in the memory of each value.
struct Call {
  Index samples = 0;
  const std::vector<const float*>& inputs;
  float* output = nullptr;
  const nn::Parallel& parallel;
};

// Computes the output for each sample.  The results of a sample do not depend on the other samples
// or on `parallel`.
using Kernel = std::function<void(const Call&)>;

// An input of a node, for its kernel.
struct Operand {
  Layout layout;
  Index advance = 0;  // from sample to sample: the size, or 0 for a constant
};

// x and the output have their channels last; `kernel` and `bias` are those of Convolve.
Kernel convolution_kernel(const Convolve& convolve, const Extents& input, const Extents& output,
                          const Value& kernel, const Value& bias);
// x and the output have their channels last.
Kernel pooling_kernel(const PoolWindows& pool, const Extents& input, const Extents& output);

// Factors are in row-major order.  The second one is the constant `b`; `bias` may be null.
Kernel product_kernel(const Extents& a, const Value& b, const Value* bias);
// The second factor is the second input.
Kernel product_kernel(const Extents& a, const Extents& b);

// For `size` numbers per sample, in any order; the output may be the input.
Kernel map_kernel(const Map& map, Index size);
// For these inputs, which are broadcast to the output.
Kernel combine_kernel(Pairing pairing, const std::vector<Operand>& inputs, const Layout& output);
Kernel select_kernel(const std::vector<Operand>& inputs, const Layout& output);

Kernel reduce_kernel(const Reduce& reduce, const Layout& input, const Layout& output);
Kernel softmax_kernel(const Softmax& softmax, const Layout& layout);

// Copies the numbers to another order.
Kernel copy_kernel(const Operand& input, const Layout& output);
Kernel slice_kernel(const Slice& slice, const Layout& input, const Layout& output);
Kernel pad_kernel(const Pad& pad, const Operand& input, const Layout& output);
Kernel concatenate_kernel(Index axis, const std::vector<Operand>& inputs, const Layout& output);

}  // namespace melsift::graph
