#include <algorithm>
#include <cmath>
#include <limits>

#include "graph/kernel.h"

namespace melsift::graph {

namespace {

// The loops over a sample's input, which is operand 0; operand 1 is the result.
std::vector<Loop> loops_of(const Reduce& reduce, const Layout& input, const Layout& output) {
  Extents strides(input.shape.size(), 0);
  std::size_t kept = 0;
  for (std::size_t k = 0; k < input.shape.size(); ++k) {
    const bool is_reduced = std::ranges::binary_search(reduce.axes, static_cast<Index>(k));
    if (!is_reduced) strides[k] = output.strides[kept];
    if (!is_reduced || reduce.keeps) ++kept;
  }
  return loop_nest(input.shape, {input.strides, strides});
}

// Folds each line of the input into results of type Result, which begin with `first`.
template <class Result, class Fold, class Finish>
Kernel reduce_by(std::vector<Loop> loops, Index input_size, Index output_size, Result first,
                 const Fold& fold, const Finish& finish) {
  return [=](const Call& call) {
    call.parallel(static_cast<std::size_t>(call.samples), [&](std::size_t sample) {
      std::vector<Result> results(static_cast<std::size_t>(output_size), first);
      const float* x = call.inputs[0] + static_cast<Index>(sample) * input_size;
      const Loop& line = loops.back();
      const Index at_x = line.strides[0], at_y = line.strides[1];
      for_each_line(loops, [&](const Index* at) {
        const float* from = x + at[0];
        Result* to = results.data() + at[1];
        if (at_x == 1 && at_y == 1) {
          for (Index i = 0; i < line.extent; ++i) to[i] = fold(to[i], from[i]);
        } else if (at_y == 0) {
          Result result = *to;
          for (Index i = 0; i < line.extent; ++i) result = fold(result, from[i * at_x]);
          *to = result;
        } else {
          for (Index i = 0; i < line.extent; ++i) to[i * at_y] = fold(to[i * at_y], from[i * at_x]);
        }
      });
      float* y = call.output + static_cast<Index>(sample) * output_size;
      for (Index i = 0; i < output_size; ++i) y[i] = finish(results[i]);
    });
  };
}

}  // namespace

Kernel reduce_kernel(const Reduce& reduce, const Layout& input, const Layout& output) {
  const auto loops = loops_of(reduce, input, output);
  const Index size = size_of(input.shape);
  const Index results = size_of(output.shape);
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const auto as_float = [](auto value) { return static_cast<float>(value); };
  const auto sum = [](double a, float b) { return a + b; };
  switch (reduce.reduction) {
    case Reduction::maximum:
      return reduce_by(
          loops, size, results, -kInfinity, [](float a, float b) { return a > b ? a : b; },
          as_float);
    case Reduction::minimum:
      return reduce_by(
          loops, size, results, kInfinity, [](float a, float b) { return a < b ? a : b; },
          as_float);
    case Reduction::sum:
      return reduce_by(loops, size, results, 0.0, sum, as_float);
    case Reduction::mean: {
      const double count = static_cast<double>(size) / static_cast<double>(results);
      return reduce_by(loops, size, results, 0.0, sum,
                       [count](double total) { return static_cast<float>(total / count); });
    }
  }
  return {};
}

Kernel softmax_kernel(const Softmax& softmax, const Layout& layout) {
  // In dense memory, the axis is the middle one of (outer, count, stride).
  const Index count = layout.shape[softmax.axis];
  const Index stride = count > 1 ? layout.strides[softmax.axis] : 1;
  const Index size = size_of(layout.shape);
  const Kernel exponentiate = map_kernel({.function = Function::exp}, size);
  return [=, is_logarithm = softmax.is_logarithm](const Call& call) {
    const auto for_each_line = [&](const auto& body) {
      call.parallel(static_cast<std::size_t>(call.samples), [&](std::size_t sample) {
        const Index begin = static_cast<Index>(sample) * size;
        for (Index outer = 0; outer < size; outer += count * stride)
          for (Index inner = 0; inner < stride; ++inner) body(begin + outer + inner);
      });
    };
    const float* x = call.inputs[0];
    float* y = call.output;
    for_each_line([&](Index at) {
      float largest = x[at];
      for (Index i = 1; i < count; ++i) largest = std::max(largest, x[at + i * stride]);
      for (Index i = 0; i < count; ++i) y[at + i * stride] = x[at + i * stride] - largest;
    });
    if (is_logarithm) {
      for_each_line([&](Index at) {
        double sum = 0.0;
        for (Index i = 0; i < count; ++i) sum += std::exp(static_cast<double>(y[at + i * stride]));
        const auto logarithm = static_cast<float>(std::log(sum));
        for (Index i = 0; i < count; ++i) y[at + i * stride] -= logarithm;
      });
      return;
    }
    exponentiate({call.samples, {y}, y, call.parallel});
    for_each_line([&](Index at) {
      float sum = 0.0F;
      for (Index i = 0; i < count; ++i) sum += y[at + i * stride];
      for (Index i = 0; i < count; ++i) y[at + i * stride] /= sum;
    });
  };
}

}  // namespace melsift::graph
