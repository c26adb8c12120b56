#include "graph/output_shape.h"

#include <algorithm>
#include <variant>

namespace melsift::graph {

namespace {

// No network has larger strides, dilations, borders or windows; products up to this limit fit
// Index.
constexpr Index kMaxExtent = Index{1} << 20;

void require(bool holds, const char* detail) {
  if (!holds) throw ShapeMismatch{detail};
}

void require_inputs(const std::vector<const Value*>& inputs, std::size_t least, std::size_t most) {
  require(inputs.size() >= least && inputs.size() <= most, "has the wrong number of inputs");
}

void check_plane(const Pair& strides, const Pair& dilations, const Border& border) {
  for (std::size_t k = 0; k < 2; ++k) {
    require(strides[k] >= 1 && strides[k] <= kMaxExtent, "its strides are out of range");
    require(dilations[k] >= 1 && dilations[k] <= kMaxExtent, "its dilations are out of range");
    require(border.before[k] >= 0 && border.before[k] <= kMaxExtent && border.after[k] >= 0 &&
                border.after[k] <= kMaxExtent,
            "its padding is out of range");
  }
}

class OutputShape {
 public:
  explicit OutputShape(const std::vector<const Value*>& inputs) : inputs_(inputs) {}

  Extents operator()(const Convolve& convolve) const {
    require_inputs(inputs_, 3, 3);
    const Extents& x = shape(0);
    const Extents& kernel = shape(1);
    require(inputs_[1]->is_constant && inputs_[2]->is_constant, "its weights are not constants");
    require(x.size() == 3, "convolves something other than planes of channels");
    require(kernel.size() == 4, "its kernel does not have 4 axes");
    check_plane(convolve.strides, convolve.dilations, convolve.border);
    const Index filters = kernel[3];
    require(convolve.groups >= 1 && x[0] % convolve.groups == 0 &&
                kernel[2] == x[0] / convolve.groups && filters % convolve.groups == 0,
            "its kernel does not fit its input's channels");
    require(shape(2) == Extents{filters}, "its bias does not fit its kernel");
    // Kernels may copy the image with its border.
    const Border& border = convolve.border;
    const Index height = x[1] + border.before[0] + border.after[0];
    const Index width = x[2] + border.before[1] + border.after[1];
    require(height <= Graph::kMaxValues / width / x[0], "its padding is out of range");
    return in_plane(filters, {kernel[0], kernel[1]}, convolve.strides, convolve.dilations,
                    convolve.border);
  }

  Extents operator()(const PoolWindows& pool) const {
    require_inputs(inputs_, 1, 1);
    require(shape(0).size() == 3, "pools something other than planes of channels");
    check_plane(pool.strides, pool.dilations, pool.border);
    for (std::size_t k = 0; k < 2; ++k) {
      require(pool.window[k] >= 1 && pool.window[k] <= kMaxExtent, "its window is out of range");
      // Otherwise a window might contain no part of the image.
      const Index reach = (pool.window[k] - 1) * pool.dilations[k];
      require(pool.border.before[k] <= reach, "its padding is larger than its window");
    }
    Extents result = in_plane(shape(0)[0], pool.window, pool.strides, pool.dilations, pool.border);
    for (std::size_t k = 0; k < 2; ++k)
      require((result[k + 1] - 1) * pool.strides[k] - pool.border.before[k] < shape(0)[k + 1],
              "its padding is larger than its window");
    return result;
  }

  Extents operator()(const Multiply&) const {
    require_inputs(inputs_, 2, 3);
    const Extents& a = shape(0);
    const Extents& b = shape(1);
    require(!a.empty() && b.size() >= 2, "multiplies something other than matrices");
    require(a.back() == b[b.size() - 2], "its factors' shapes do not fit each other");
    Extents result = a;
    result.back() = b.back();
    if (inputs_[1]->is_constant) {
      require(b.size() == 2, "multiplies by a constant of more than 2 axes");
      require(inputs_.size() == 2 || (inputs_[2]->is_constant && shape(2) == Extents{b.back()}),
              "its bias does not fit its factor");
      return result;
    }
    require(inputs_.size() == 2 && a.size() == b.size() &&
                std::equal(a.begin(), a.end() - 2, b.begin()),
            "its factors' leading axes differ");
    return result;
  }

  Extents operator()(const Map&) const {
    require_inputs(inputs_, 1, 1);
    return shape(0);
  }

  Extents operator()(const Combine&) const {
    require_inputs(inputs_, 2, 2);
    return broadcast_shape(shape(0), shape(1));
  }

  Extents operator()(const Select&) const {
    require_inputs(inputs_, 3, 3);
    return broadcast_shape(broadcast_shape(shape(0), shape(1)), shape(2));
  }

  Extents operator()(const Reduce& reduce) const {
    require_inputs(inputs_, 1, 1);
    const Index rank = static_cast<Index>(shape(0).size());
    Extents result;
    auto axis = reduce.axes.begin();
    for (Index k = 0; k < rank; ++k) {
      const bool is_reduced = axis != reduce.axes.end() && *axis == k;
      if (is_reduced) ++axis;
      if (!is_reduced) result.push_back(shape(0)[k]);
      if (is_reduced && reduce.keeps) result.push_back(1);
    }
    require(axis == reduce.axes.end(), "reduces axes that its input lacks");
    return result;
  }

  Extents operator()(const Softmax& softmax) const {
    require_inputs(inputs_, 1, 1);
    require(has_axis(0, softmax.axis), "its axis is not one of its input's");
    return shape(0);
  }

  Extents operator()(const Reshape& reshape) const {
    require_inputs(inputs_, 1, 1);
    Index rest = size_of(shape(0));
    for (const Index extent : reshape.shape) {
      require(extent >= 1 && rest % extent == 0, "its shape does not fit its input's values");
      rest /= extent;
    }
    require(rest == 1, "its shape does not fit its input's values");
    return reshape.shape;
  }

  Extents operator()(const Transpose& transpose) const {
    require_inputs(inputs_, 1, 1);
    Extents sorted = transpose.order;
    std::ranges::sort(sorted);
    require(sorted.size() == shape(0).size(), "does not order all axes of its input");
    Extents result;
    for (std::size_t k = 0; k < sorted.size(); ++k) {
      require(sorted[k] == static_cast<Index>(k), "does not order all axes of its input");
      result.push_back(shape(0)[transpose.order[k]]);
    }
    return result;
  }

  Extents operator()(const Concatenate& concatenate) const {
    require_inputs(inputs_, 1, 1024);
    require(has_axis(0, concatenate.axis), "its axis is not one of its input's");
    Extents result = shape(0);
    for (std::size_t i = 1; i < inputs_.size(); ++i) {
      Extents other = shape(i);
      require(other.size() == result.size(), "its inputs have different numbers of axes");
      result[concatenate.axis] += other[concatenate.axis];
      other[concatenate.axis] = result[concatenate.axis];
      require(other == result, "its inputs' shapes do not fit each other");
    }
    return result;
  }

  Extents operator()(const Slice& slice) const {
    require_inputs(inputs_, 1, 1);
    const std::size_t rank = shape(0).size();
    require(slice.starts.size() == rank && slice.steps.size() == rank && slice.sizes.size() == rank,
            "does not say which values to select from each axis");
    for (std::size_t k = 0; k < rank; ++k) {
      const Index extent = shape(0)[k];
      require(slice.sizes[k] >= 1 && slice.sizes[k] <= extent && slice.steps[k] >= -extent &&
                  slice.steps[k] <= extent,
              "selects no values, or more than its input has");
      const Index last = slice.starts[k] + (slice.sizes[k] - 1) * slice.steps[k];
      require(slice.starts[k] >= 0 && slice.starts[k] < extent && last >= 0 && last < extent,
              "selects values that its input lacks");
    }
    return slice.sizes;
  }

  Extents operator()(const Pad& pad) const {
    require_inputs(inputs_, 1, 1);
    Extents result = shape(0);
    require(pad.before.size() == result.size() && pad.after.size() == result.size(),
            "does not pad each axis");
    for (std::size_t k = 0; k < result.size(); ++k) {
      require(pad.before[k] >= 0 && pad.before[k] <= kMaxExtent && pad.after[k] >= 0 &&
                  pad.after[k] <= kMaxExtent,
              "its padding is out of range");
      result[k] += pad.before[k] + pad.after[k];
    }
    return result;
  }

 private:
  const Extents& shape(std::size_t input) const { return inputs_[input]->shape; }
  bool has_axis(std::size_t input, Index axis) const {
    return axis >= 0 && axis < static_cast<Index>(shape(input).size());
  }

  Extents in_plane(Index channels, const Pair& window, const Pair& strides, const Pair& dilations,
                   const Border& border) const {
    Extents result = {channels};
    for (std::size_t k = 0; k < 2; ++k) {
      result.push_back(window_places(shape(0)[k + 1], window[k], strides[k], dilations[k],
                                     border.before[k], border.after[k]));
      require(result.back() >= 1, "its window is larger than its input");
    }
    return result;
  }

  const std::vector<const Value*>& inputs_;
};

}  // namespace

Index window_places(Index extent, Index taps, Index stride, Index dilation, Index before,
                    Index after) {
  const Index room = before + extent + after - ((taps - 1) * dilation + 1);
  return room < 0 ? 0 : room / stride + 1;
}

Extents broadcast_shape(const Extents& a, const Extents& b) {
  Extents result = a.size() < b.size() ? b : a;
  const Extents& other = a.size() < b.size() ? a : b;
  for (std::size_t k = 1; k <= other.size(); ++k) {
    Index& extent = result[result.size() - k];
    const Index given = other[other.size() - k];
    require(extent == given || extent == 1 || given == 1,
            "its inputs' shapes do not fit each other");
    extent = std::max(extent, given);
  }
  return result;
}

Extents output_shape(const Operation& operation, const std::vector<const Value*>& inputs) {
  const bool may_begin_with_constant = std::holds_alternative<Combine>(operation) ||
                                       std::holds_alternative<Select>(operation) ||
                                       std::holds_alternative<Concatenate>(operation);
  const auto is_constant = [](const Value* value) { return value->is_constant; };
  require(!inputs.empty() && !std::ranges::all_of(inputs, is_constant) &&
              (may_begin_with_constant || !inputs.front()->is_constant),
          "computes with constants alone");
  return std::visit(OutputShape(inputs), operation);
}

}  // namespace melsift::graph
