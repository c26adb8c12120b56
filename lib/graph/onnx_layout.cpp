// Operators of ONNX that only move numbers: shapes, slices, concatenation, constants.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "graph/onnx_operator.h"

namespace melsift::graph {

namespace {

using Values = std::vector<ValueId>;

// The shape of a sample from the shape of a batch.  `x` is the value with that shape.
Extents without_batch(OnnxContext& node, Extents shape, Index size) {
  if (!node.has_batch()) return shape;
  if (shape.empty()) node.refuse("its output has no batch");
  // The batch size comes from the input, is computed, or is that of the exported file.
  const bool may_be_batch = shape.front() != 0;
  Extents rest(shape.begin() + 1, shape.end());
  Index product = 1;
  for (const Index extent : rest) {
    if (extent < 1 || extent > size / product) node.refuse("its shape does not fit its input");
    product *= extent;
  }
  if (!may_be_batch || product != size) node.refuse("works across the batch");
  return rest;
}

Values reshape(OnnxContext& node) {
  const ValueId x = node.value(0);
  Extents shape = node.needs_integers(1, "shape");
  const Extents& from = node.shape(x);
  const std::size_t batch = node.batch_axes();
  const Index size = size_of(from);
  if (node.integer("allowzero", 0) == 0)
    for (std::size_t k = 0; k < shape.size(); ++k) {
      if (shape[k] != 0) continue;
      if (k >= from.size() + batch) node.refuse("its shape does not fit its input");
      shape[k] = k < batch ? kBatchExtent : from[k - batch];
    }
  // The one extent that is not given; if it comes first, it is the batch size, which is not needed.
  for (std::size_t k = batch; k < shape.size(); ++k) {
    if (shape[k] != -1) continue;
    Index others = 1;
    for (std::size_t i = batch; i < shape.size(); ++i) {
      if (i == k) continue;
      if (shape[i] < 1 || shape[i] > size / others) node.refuse("its shape does not fit its input");
      others *= shape[i];
    }
    shape[k] = size / others;
  }
  return {node.reshape(x, without_batch(node, shape, size))};
}

Values flatten(OnnxContext& node) {
  const ValueId x = node.value(0);
  const Extents shape = node.shape(x);
  const Index given = node.integer("axis", 1);
  const Index all = static_cast<Index>(shape.size() + node.batch_axes());
  const Index axis = given < 0 ? given + all : given;
  if (axis < 0 || axis > all) node.refuse("its axis does not exist");
  if (node.has_batch()) {
    if (axis != 1) node.refuse("works across the batch");
    return {node.reshape(x, {size_of(shape)})};
  }
  const Index rows = size_of({shape.begin(), shape.begin() + axis});
  return {node.reshape(x, {rows, size_of(shape) / rows})};
}

Values transpose(OnnxContext& node) {
  const ValueId x = node.value(0);
  const std::size_t rank = node.shape(x).size();
  const Index batch = static_cast<Index>(node.batch_axes());
  Extents order = node.integers("perm", {});
  if (order.empty())
    for (Index k = static_cast<Index>(rank) + batch; k-- > 0;) order.push_back(k);
  if (batch > 0) {
    if (order.empty() || order.front() != 0) node.refuse("moves the batch's axis");
    order.erase(order.begin());
    for (Index& axis : order) --axis;
  }
  return {node.add(Transpose{order}, {x})};
}

Values squeeze(OnnxContext& node) {
  const ValueId x = node.value(0);
  const Extents& from = node.shape(x);
  Extents axes;
  if (node.has_integers_of("axes", 1)) {
    axes = node.axes(node.integers_of("axes", 1, {}), from.size());
  } else {
    for (std::size_t k = 0; k < from.size(); ++k)
      if (from[k] == 1) axes.push_back(static_cast<Index>(k));
  }
  Extents shape;
  for (std::size_t k = 0; k < from.size(); ++k) {
    if (!std::ranges::binary_search(axes, static_cast<Index>(k))) {
      shape.push_back(from[k]);
    } else if (from[k] != 1) {
      node.refuse("removes an axis of more than one value");
    }
  }
  return {node.reshape(x, shape)};
}

Values unsqueeze(OnnxContext& node) {
  const ValueId x = node.value(0);
  Extents shape = node.shape(x);
  const Extents given = node.integers_of("axes", 1, {});
  for (const Index axis : node.axes(given, shape.size() + given.size())) {
    if (axis > static_cast<Index>(shape.size())) node.refuse("its axes do not exist");
    shape.insert(shape.begin() + axis, 1);
  }
  return {node.reshape(x, shape)};
}

Values concatenate(OnnxContext& node) {
  const Values inputs = node.values();
  const Index axis = node.axis(node.integer("axis", 0), node.shape(inputs.front()).size());
  return {node.add(Concatenate{axis}, inputs)};
}

Slice whole(const Extents& shape) {
  return {Extents(shape.size(), 0), Extents(shape.size(), 1), shape};
}

Values slice(OnnxContext& node) {
  const ValueId x = node.value(0);
  const Extents& shape = node.shape(x);
  const Extents starts = node.integers_of("starts", 1, {});
  const Extents ends = node.integers_of("ends", 2, {});
  Extents otherwise(starts.size());
  std::iota(otherwise.begin(), otherwise.end(), Index{0});
  const Extents axes = node.integers_of("axes", 3, otherwise);
  const Extents steps = node.integers_of("steps", 4, Extents(starts.size(), 1));
  if (ends.size() != starts.size() || axes.size() != starts.size() || steps.size() != starts.size())
    node.refuse("its parameters have different sizes");
  Slice slice = whole(shape);
  for (std::size_t k = 0; k < axes.size(); ++k) {
    const Index axis = node.axis(axes[k], shape.size());
    const Index extent = shape[axis], step = steps[k];
    if (step == 0 || std::abs(step) > Graph::kMaxValues) node.refuse("its steps are out of range");
    const auto place = [&](Index given, Index most) {
      return std::clamp(given < 0 ? given + extent : given, step > 0 ? Index{0} : Index{-1}, most);
    };
    const Index start = std::max<Index>(place(starts[k], step > 0 ? extent : extent - 1), 0);
    const Index end = place(ends[k], step > 0 ? extent : extent - 1);
    const Index taken =
        step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step;
    if (taken < 1) node.refuse("selects no values");
    slice.starts[axis] = start;
    slice.steps[axis] = taken == 1 ? 1 : step;
    slice.sizes[axis] = taken;
  }
  return {node.add(slice, {x})};
}

Values split(OnnxContext& node) {
  const ValueId x = node.value(0);
  const Extents shape = node.shape(x);
  const Index axis = node.axis(node.integer("axis", 0), shape.size());
  const auto count = static_cast<Index>(node.outputs());
  if (count < 1) node.refuse("has no output");
  const Index part = (shape[axis] + count - 1) / count;
  Extents equal(static_cast<std::size_t>(count), part);
  equal.back() = shape[axis] - part * (count - 1);
  const Extents sizes = node.integers_of("split", 1, equal);
  if (static_cast<Index>(sizes.size()) != count) node.refuse("its parts are not its outputs");
  Values parts;
  Index start = 0;
  for (const Index size : sizes) {
    if (size < 1 || size > shape[axis] - start) node.refuse("its parts do not fit its input");
    Slice slice = whole(shape);
    slice.starts[axis] = start;
    slice.sizes[axis] = size;
    parts.push_back(node.add(slice, {x}));
    start += size;
  }
  return parts;
}

// One index, or several at equal distances.
Values gather(OnnxContext& node) {
  const ValueId x = node.value(0);
  Extents shape = node.shape(x);
  const Index axis = node.axis(node.integer("axis", 0), shape.size());
  Extents indices = node.needs_integers(1, "indices");
  const std::size_t rank = node.constant(1)->shape.size();
  if (rank > 1 || indices.empty()) node.refuse("its indices are not a list");
  for (Index& index : indices) {
    if (index < -shape[axis] || index >= shape[axis]) node.refuse("its index does not exist");
    if (index < 0) index += shape[axis];
  }
  Slice slice = whole(shape);
  slice.starts[axis] = indices.front();
  slice.sizes[axis] = static_cast<Index>(indices.size());
  if (indices.size() > 1) slice.steps[axis] = indices[1] - indices[0];
  for (std::size_t k = 2; k < indices.size(); ++k)
    if (indices[k] - indices[k - 1] != slice.steps[axis])
      node.refuse("its indices are not equally spaced");
  const ValueId y = node.add(slice, {x});
  if (rank == 1) return {y};
  shape.erase(shape.begin() + axis);
  return {node.reshape(y, shape)};
}

Values pad(OnnxContext& node) {
  const ValueId x = node.value(0);
  const std::size_t rank = node.shape(x).size();
  if (node.text("mode", "constant") != "constant")
    node.refuse("its mode is \"" + node.text("mode", "constant") + "\"");
  const Extents pads = node.integers_of("pads", 1, {});
  Pad pad{Extents(rank, 0), Extents(rank, 0), node.real("value", 0.0F)};
  if (node.is_given(2)) {
    const auto& value = node.needs_constant(2, "value").values;
    if (value.size() != 1) node.refuse("its value is not one number");
    pad.value = value.front();
  }
  Extents axes(rank + node.batch_axes());
  std::iota(axes.begin(), axes.end(), Index{0});
  if (node.is_given(3)) axes = node.needs_integers(3, "axes");
  if (pads.size() != 2 * axes.size()) node.refuse("its pads do not have its axes");
  for (std::size_t k = 0; k < axes.size(); ++k) {
    const Index before = pads[k], after = pads[k + axes.size()];
    if (before == 0 && after == 0) continue;
    const Index axis = node.axis(axes[k], rank);
    pad.before[axis] = before;
    pad.after[axis] = after;
  }
  return {node.add(pad, {x})};
}

}  // namespace

OnnxOperator find_layout_operator(std::string_view name) {
  static const std::unordered_map<std::string_view, OnnxOperator> operators = {
      {"Concat", concatenate},  {"Flatten", flatten},     {"Gather", gather}, {"Pad", pad},
      {"Reshape", reshape},     {"Slice", slice},         {"Split", split},   {"Squeeze", squeeze},
      {"Transpose", transpose}, {"Unsqueeze", unsqueeze},
  };
  const auto found = operators.find(name);
  return found == operators.end() ? nullptr : found->second;
}

}  // namespace melsift::graph
