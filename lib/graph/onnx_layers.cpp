// Operators of ONNX that are layers: convolutions, pooling, products, normalizations, reductions.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "graph/onnx_operator.h"
#include "graph/output_shape.h"

namespace melsift::graph {

namespace {

using Values = std::vector<ValueId>;

// Windows over an image, or over a row, which counts as an image of height 1.
struct Windows {
  Pair window, strides, dilations;
  Border border;
};

constexpr Index kMaxExtent = Index{1} << 20;

Pair pair_of(OnnxContext& node, const Extents& given, std::size_t rank) {
  if (given.size() != rank) node.refuse("its attributes do not have the plane's axes");
  for (const Index extent : given)
    if (extent < 1 || extent > kMaxExtent) node.refuse("its window is out of range");
  return rank == 1 ? Pair{1, given[0]} : Pair{given[0], given[1]};
}

// One position for each step that begins in the plane.
void set_same_border(const Extents& plane, bool more_before, Windows& windows) {
  for (std::size_t k = 0; k < 2; ++k) {
    const Index places = (plane[k] - 1) / windows.strides[k] + 1;
    const Index reach = (windows.window[k] - 1) * windows.dilations[k] + 1;
    const Index all = std::max<Index>((places - 1) * windows.strides[k] + reach - plane[k], 0);
    windows.border.before[k] = more_before ? (all + 1) / 2 : all / 2;
    windows.border.after[k] = all - windows.border.before[k];
  }
}

// The attributes of Conv and of pools.  `plane` is (height, width).
Windows windows_of(OnnxContext& node, const Extents& window, std::size_t rank,
                   const Extents& plane) {
  const Extents ones(rank, 1);
  Windows windows{pair_of(node, window, rank),
                  pair_of(node, node.integers("strides", ones), rank),
                  pair_of(node, node.integers("dilations", ones), rank),
                  {}};
  const std::string padding = node.text("auto_pad", "NOTSET");
  if (padding == "SAME_UPPER" || padding == "SAME_LOWER") {
    set_same_border(plane, padding == "SAME_LOWER", windows);
  } else if (padding == "NOTSET") {
    const Extents pads = node.integers("pads", Extents(2 * rank, 0));
    if (pads.size() != 2 * rank) node.refuse("its pads do not have the plane's axes");
    for (const Index pad : pads)
      if (pad < 0 || pad > kMaxExtent) node.refuse("its padding is out of range");
    const auto half = pads.begin() + static_cast<std::ptrdiff_t>(rank);
    windows.border.before = rank == 1 ? Pair{0, pads[0]} : Pair{pads[0], pads[1]};
    windows.border.after = rank == 1 ? Pair{0, half[0]} : Pair{half[0], half[1]};
  } else if (padding != "VALID") {
    node.refuse("its auto_pad is \"" + padding + "\"");
  }
  return windows;
}

// (channels, width) as (channels, 1, width); (channels, height, width) stays.
ValueId as_plane(OnnxContext& node, ValueId x) {
  Extents shape = node.shape(x);
  if (shape.size() != 2 && shape.size() != 3) node.refuse("works on more than two axes");
  if (shape.size() == 2) shape.insert(shape.begin() + 1, 1);
  return node.reshape(x, shape);
}

ValueId as_row(OnnxContext& node, ValueId x) {
  return node.reshape(x, {node.shape(x)[0], node.shape(x)[2]});
}

Values convolve(OnnxContext& node) {
  const OnnxTensor& kernel = node.needs_constant(1, "kernel");
  const ValueId given = node.value(0);
  const ValueId x = as_plane(node, given);
  const std::size_t rank = node.shape(given).size() - 1;
  if (kernel.shape.size() != rank + 2) node.refuse("its kernel does not have its input's axes");
  const Index filters = kernel.shape[0], depth = kernel.shape[1];
  const Windows windows = windows_of(node, {kernel.shape.begin() + 2, kernel.shape.end()}, rank,
                                     {node.shape(x)[1], node.shape(x)[2]});
  const Index taps = windows.window[0] * windows.window[1];
  std::vector<float> turned(kernel.values.size());
  for (Index f = 0; f < filters; ++f)
    for (Index c = 0; c < depth; ++c)
      for (Index tap = 0; tap < taps; ++tap)
        turned[(tap * depth + c) * filters + f] = kernel.values[(f * depth + c) * taps + tap];
  std::vector<float> bias(static_cast<std::size_t>(filters), 0.0F);
  if (node.is_given(2)) bias = node.needs_constant(2, "bias").values;
  const ValueId y = node.add(
      Convolve{windows.strides, windows.dilations, windows.border, node.integer("group", 1)},
      {x,
       node.add_constant({windows.window[0], windows.window[1], depth, filters}, std::move(turned)),
       node.add_constant({static_cast<Index>(bias.size())}, bias)});
  return {rank == 1 ? as_row(node, y) : y};
}

// Positions of windows if a window may begin where less than a whole window is left.
void round_up(Windows& windows, const Extents& plane) {
  for (std::size_t k = 0; k < 2; ++k) {
    const Index before = windows.border.before[k], stride = windows.strides[k];
    const Index reach = (windows.window[k] - 1) * windows.dilations[k] + 1;
    const Index room = before + plane[k] + windows.border.after[k] - reach;
    const Index places = room > 0 ? (room + stride - 1) / stride + 1 : 1;
    // A window must begin inside the image or before it.
    const Index begin = (places - 1) * stride;
    const Index last = begin >= plane[k] + before ? begin - stride : begin;
    windows.border.after[k] = std::max(last + reach - plane[k] - before, Index{0});
  }
}

template <Pool kKind>
Values pool(OnnxContext& node) {
  if (node.outputs() > 1) node.refuse("its indices are not computed");
  const ValueId given = node.value(0);
  const ValueId x = as_plane(node, given);
  const std::size_t rank = node.shape(given).size() - 1;
  const Extents plane = {node.shape(x)[1], node.shape(x)[2]};
  Windows windows = windows_of(node, node.integers("kernel_shape", {}), rank, plane);
  const bool counts_border = node.integer("count_include_pad", 0) != 0;
  if (node.integer("ceil_mode", 0) != 0) {
    if (counts_border && kKind == Pool::average)
      node.refuse("ceil_mode with count_include_pad is not supported");
    round_up(windows, plane);
  }
  const ValueId y = node.add(PoolWindows{kKind, windows.window, windows.strides, windows.dilations,
                                         windows.border, counts_border},
                             {x});
  return {rank == 1 ? as_row(node, y) : y};
}

// Over all axes except that of the channels.
template <Reduction kReduction>
Values global_pool(OnnxContext& node) {
  const ValueId x = node.value(0);
  Extents axes(node.shape(x).size() - (node.shape(x).empty() ? 0 : 1));
  std::iota(axes.begin(), axes.end(), Index{1});
  return {node.add(Reduce{kReduction, axes, true}, {x})};
}

ValueId reduced(OnnxContext& node, Reduction reduction, ValueId x) {
  const std::size_t rank = node.shape(x).size();
  const bool keeps = node.integer("keepdims", 1) != 0;
  if (!node.has_integers_of("axes", 1)) {
    if (node.integer("noop_with_empty_axes", 0) != 0) return x;
    node.axis(0, rank);  // refuses the batch axis
    Extents all(rank);
    std::iota(all.begin(), all.end(), Index{0});
    return node.add(Reduce{reduction, all, keeps}, {x});
  }
  return node.add(Reduce{reduction, node.axes(node.integers_of("axes", 1, {}), rank), keeps}, {x});
}

template <Reduction kReduction>
Values reduce(OnnxContext& node) {
  return {reduced(node, kReduction, node.value(0))};
}

Values reduce_square(OnnxContext& node) {
  return {reduced(node, Reduction::sum, node.map(Function::square, node.value(0)))};
}

Values reduce_norm(OnnxContext& node) {
  return {node.map(Function::sqrt, reduce_square(node).front())};
}

std::vector<float> transposed(const OnnxTensor& matrix) {
  const Index rows = matrix.shape[0], columns = matrix.shape[1];
  std::vector<float> result(matrix.values.size());
  for (Index r = 0; r < rows; ++r)
    for (Index c = 0; c < columns; ++c) result[c * rows + r] = matrix.values[r * columns + c];
  return result;
}

// alpha a b + beta c
Values gemm(OnnxContext& node) {
  const OnnxTensor& b = node.needs_constant(1, "second factor");
  if (b.shape.size() != 2) node.refuse("its second factor is not a matrix");
  if (node.integer("transA", 0) != 0) node.refuse("transposes its first factor");
  const bool is_transposed = node.integer("transB", 0) != 0;
  const Index columns = b.shape[is_transposed ? 0 : 1];
  std::vector<float> matrix = is_transposed ? transposed(b) : b.values;
  for (float& value : matrix) value *= node.real("alpha", 1.0F);
  Values inputs = {node.value(0),
                   node.add_constant({b.shape[is_transposed ? 1 : 0], columns}, std::move(matrix))};
  if (node.is_given(2)) {
    const OnnxTensor& c = node.needs_constant(2, "bias");
    const bool is_row = !c.shape.empty() && c.shape.back() == columns &&
                        static_cast<Index>(c.values.size()) == columns;
    if (!is_row && c.values.size() != 1) node.refuse("its bias is not a row");
    std::vector<float> bias = c.values;
    bias.resize(static_cast<std::size_t>(columns), c.values.front());
    for (float& value : bias) value *= node.real("beta", 1.0F);
    inputs.push_back(node.add_constant({columns}, std::move(bias)));
  }
  return {node.add(Multiply{}, inputs)};
}

Values product(OnnxContext& node) {
  const OnnxTensor* b = node.constant(1);
  if (b == nullptr || !node.has_batch())
    return {node.add(Multiply{}, {node.value(0), node.value(1)})};
  if (b->shape.size() != 2) node.refuse("multiplies by a constant that is not a matrix");
  return {node.add(Multiply{}, {node.value(0), node.add_constant(b->shape, b->values)})};
}

// y = factor x + offset for each channel, merged into the convolution or product that computes x,
// if nothing else reads it.
std::optional<ValueId> folded(OnnxContext& node, ValueId x, const std::vector<float>& factor,
                              const std::vector<float>& offset) {
  const Node* source = node.is_only_reader(0) ? node.graph().source(x) : nullptr;
  if (source == nullptr || source->inputs.size() != 3) return std::nullopt;
  const Operation operation = source->operation;
  const bool is_product = std::holds_alternative<Multiply>(operation) && node.shape(x).size() == 1;
  if (!std::holds_alternative<Convolve>(operation) && !is_product) return std::nullopt;
  const Values inputs = source->inputs;
  const Value& kernel = node.graph().value(inputs[1]);
  Extents kernel_shape = kernel.shape;
  std::vector<float> weights = kernel.constant;
  std::vector<float> bias = node.graph().value(inputs[2]).constant;
  const std::size_t filters = factor.size();
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] *= factor[i % filters];
  for (std::size_t f = 0; f < filters; ++f) bias[f] = bias[f] * factor[f] + offset[f];
  return node.add(operation,
                  {inputs[0], node.add_constant(std::move(kernel_shape), std::move(weights)),
                   node.add_constant({static_cast<Index>(filters)}, std::move(bias))});
}

Values batch_normalization(OnnxContext& node) {
  if (node.outputs() > 1 && node.opset() >= 14 && node.integer("training_mode", 0) != 0)
    node.refuse("is in training mode");
  const ValueId x = node.value(0);
  if (node.shape(x).empty()) node.refuse("has no channels");
  const auto channels = static_cast<std::size_t>(node.shape(x)[0]);
  const auto parameter = [&](std::size_t input, const char* what) -> const std::vector<float>& {
    const OnnxTensor& tensor = node.needs_constant(input, what);
    if (tensor.values.size() != channels) node.refuse("its " + std::string(what) + " does not fit");
    return tensor.values;
  };
  const auto& scale = parameter(1, "scale");
  const auto& shift = parameter(2, "bias");
  const auto& mean = parameter(3, "mean");
  const auto& variance = parameter(4, "variance");
  const double epsilon = node.real("epsilon", 1e-5F);
  std::vector<float> factor(channels), offset(channels);
  for (std::size_t c = 0; c < channels; ++c) {
    const double by = scale[c] / std::sqrt(variance[c] + epsilon);
    factor[c] = static_cast<float>(by);
    offset[c] = static_cast<float>(shift[c] - mean[c] * by);
  }
  if (const auto y = folded(node, x, factor, offset)) return {*y};
  Extents shape(node.shape(x).size(), 1);
  shape[0] = static_cast<Index>(channels);
  const ValueId scaled = node.combine(Pairing::multiply, x, node.add_constant(shape, factor));
  return {node.combine(Pairing::add, scaled, node.add_constant(shape, offset))};
}

// (x - mean) / standard deviation over these axes.
ValueId normalized(OnnxContext& node, ValueId x, const Extents& axes) {
  const ValueId mean = node.add(Reduce{Reduction::mean, axes, true}, {x});
  const ValueId centred = node.combine(Pairing::subtract, x, mean);
  const ValueId square = node.map(Function::square, centred);
  const ValueId variance = node.add(Reduce{Reduction::mean, axes, true}, {square});
  const ValueId above =
      node.combine(Pairing::add, variance, node.add_scalar(node.real("epsilon", 1e-5F)));
  return node.combine(Pairing::divide, centred, node.map(Function::sqrt, above));
}

Values layer_normalization(OnnxContext& node) {
  if (node.outputs() > 1) node.refuse("its mean and deviation are not computed");
  const ValueId x = node.value(0);
  const Index rank = static_cast<Index>(node.shape(x).size());
  const Index first = node.axis(node.integer("axis", -1), node.shape(x).size());
  Extents axes(static_cast<std::size_t>(rank - first));
  std::iota(axes.begin(), axes.end(), first);
  ValueId y = normalized(node, x, axes);
  y = node.combine(Pairing::multiply, y, node.value(1));
  if (node.is_given(2)) y = node.combine(Pairing::add, y, node.value(2));
  return {y};
}

Values instance_normalization(OnnxContext& node) {
  const ValueId x = node.value(0);
  if (node.shape(x).size() < 2) node.refuse("has no plane");
  Extents axes(node.shape(x).size() - 1);
  std::iota(axes.begin(), axes.end(), Index{1});
  Extents shape(node.shape(x).size(), 1);
  shape[0] = node.shape(x)[0];
  ValueId y = normalized(node, x, axes);
  y = node.combine(Pairing::multiply, y,
                   node.add_constant(shape, node.needs_constant(1, "scale").values));
  return {node.combine(Pairing::add, y,
                       node.add_constant(shape, node.needs_constant(2, "bias").values))};
}

// Before opset 13, the axes from `axis` on count as one.
template <bool kIsLogarithm>
Values softmax(OnnxContext& node) {
  const ValueId x = node.value(0);
  const Extents shape = node.shape(x);
  const bool is_joint = node.opset() < 13;
  const Index axis = node.axis(node.integer("axis", is_joint ? 1 : -1), shape.size());
  if (!is_joint || axis + 1 == static_cast<Index>(shape.size()))
    return {node.add(Softmax{axis, kIsLogarithm}, {x})};
  Extents joint(shape.begin(), shape.begin() + axis);
  joint.push_back(size_of({shape.begin() + axis, shape.end()}));
  const ValueId y = node.add(Softmax{axis, kIsLogarithm}, {node.reshape(x, joint)});
  return {node.reshape(y, shape)};
}

}  // namespace

OnnxOperator find_layer_operator(std::string_view name) {
  static const std::unordered_map<std::string_view, OnnxOperator> operators = {
      {"AveragePool", pool<Pool::average>},
      {"BatchNormalization", batch_normalization},
      {"Conv", convolve},
      {"Gemm", gemm},
      {"GlobalAveragePool", global_pool<Reduction::mean>},
      {"GlobalMaxPool", global_pool<Reduction::maximum>},
      {"InstanceNormalization", instance_normalization},
      {"LayerNormalization", layer_normalization},
      {"LogSoftmax", softmax<true>},
      {"MatMul", product},
      {"MaxPool", pool<Pool::maximum>},
      {"ReduceL2", reduce_norm},
      {"ReduceMax", reduce<Reduction::maximum>},
      {"ReduceMean", reduce<Reduction::mean>},
      {"ReduceMin", reduce<Reduction::minimum>},
      {"ReduceSum", reduce<Reduction::sum>},
      {"ReduceSumSquare", reduce_square},
      {"Softmax", softmax<false>},
  };
  const auto found = operators.find(name);
  return found == operators.end() ? nullptr : found->second;
}

}  // namespace melsift::graph
