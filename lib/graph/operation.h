// The operations of a graph's nodes.  Axes, shapes and extents are those of one sample, without the
// batch.
#pragma once

#include <array>
#include <variant>
#include <vector>

#include "nn/shape.h"

namespace melsift::graph {

using nn::Index;
using Extents = std::vector<Index>;

// A pair of values in the plane: rows, then columns.
using Pair = std::array<Index, 2>;

// The width of the border of zeros around a plane.
struct Border {
  Pair before = {0, 0};
  Pair after = {0, 0};
  bool operator==(const Border&) const = default;
};

// x (channels, height, width), constant kernel (height, width, channels / groups, filters) and
// constant bias (filters) to (filters, height', width').  Group g of the filters reads group g of
// the channels.
struct Convolve {
  Pair strides = {1, 1};
  Pair dilations = {1, 1};
  Border border = {};
  Index groups = 1;
};

// a (..., rows, depth) times b (..., depth, columns).  b is either a constant matrix, with an
// optional third input, a constant bias (columns), which is added to the product; or it has the
// leading axes of a.  A vector a (depth) with a constant b gives a vector.
struct Multiply {};

// A function of each value, with parameters alpha and beta.
enum class Function {
  absolute,
  clip,  // into alpha .. beta
  elu,   // alpha (exp(x) - 1) below 0
  erf,
  exp,
  hard_sigmoid,  // alpha x + beta, clipped into 0 .. 1
  hard_swish,    // x hard_sigmoid(x)
  leaky_relu,    // alpha x below 0
  log,
  negate,
  reciprocal,
  relu,
  sigmoid,
  softplus,  // log(1 + exp(x))
  sqrt,
  square,
  swish,  // x sigmoid(x)
  tanh,
};
struct Map {
  Function function = Function::relu;
  float alpha = 0.0F;
  float beta = 0.0F;
};

// A function of two values.  Shapes are broadcast as in NumPy: aligned at their last axes, and an
// axis of extent 1 is repeated.  A comparison gives 1 or 0.
enum class Pairing { add, divide, greater, less, maximum, minimum, multiply, power, subtract };
struct Combine {
  Pairing pairing = Pairing::add;
};

// Selects from three inputs, which are broadcast in the same way: the second where the first is not
// 0, otherwise the third.
struct Select {};

// A window that moves over (channels, height, width).
enum class Pool { average, maximum };
struct PoolWindows {
  Pool kind = Pool::maximum;
  Pair window = {1, 1};
  Pair strides = {1, 1};
  Pair dilations = {1, 1};
  Border border = {};
  bool counts_border =
      false;  // whether an average at the border also divides by the size of the whole window
};

enum class Reduction { maximum, mean, minimum, sum };
struct Reduce {
  Reduction reduction = Reduction::mean;
  Extents axes = {};  // ascending
  bool keeps = true;  // reduced axes stay, with extent 1
};

// exp(x) / sum of exp(x) over an axis, or its logarithm.
struct Softmax {
  Index axis = 0;
  bool is_logarithm = false;
};

struct Reshape {
  Extents shape;
};
// Axis k of the output is axis order[k] of the input.
struct Transpose {
  Extents order;
};
struct Concatenate {
  Index axis = 0;
};
// sizes[k] values of axis k, from starts[k] on, at steps of steps[k].
struct Slice {
  Extents starts;
  Extents steps;
  Extents sizes;
};
struct Pad {
  Extents before;
  Extents after;
  float value = 0.0F;
};

using Operation = std::variant<Convolve, Multiply, Map, Combine, Select, PoolWindows, Reduce,
                               Softmax, Reshape, Transpose, Concatenate, Slice, Pad>;

}  // namespace melsift::graph
