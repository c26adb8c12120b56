// Evaluates a graph by the definitions of its operations: one sample, row-major, in double
// precision, one index at a time.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <variant>
#include <vector>

#include "graph/graph.h"

namespace melsift::test {

using graph::Extents;
using graph::Index;
using Numbers = std::vector<double>;

struct Operand {
  const Extents& shape;
  const Numbers& values;

  // The value at an index with the same number of axes or more; axes of extent 1 are repeated.
  double at(const Extents& index) const {
    const std::size_t skipped = index.size() - shape.size();
    Index place = 0;
    for (std::size_t k = 0; k < shape.size(); ++k)
      place = place * shape[k] + (shape[k] == 1 ? 0 : index[skipped + k]);
    return values[static_cast<std::size_t>(place)];
  }
};

inline void for_each_index(const Extents& shape, const std::function<void(const Extents&)>& body) {
  Extents index(shape.size(), 0);
  const Index size = graph::size_of(shape);
  for (Index place = 0; place < size; ++place) {
    Index rest = place;
    for (std::size_t k = shape.size(); k-- > 0; rest /= shape[k]) index[k] = rest % shape[k];
    body(index);
  }
}

class Reference {
 public:
  Reference(const Extents& shape, const std::vector<Operand>& inputs)
      : shape_(shape), inputs_(inputs) {}

  Numbers operator()(const graph::Convolve& convolve) const {
    const auto [x, kernel, bias] = std::tie(inputs_[0], inputs_[1], inputs_[2]);
    const Index channels = kernel.shape[2];
    const Index filters = kernel.shape[3] / convolve.groups;
    return each([&](const Extents& at) {
      double sum = bias.at({at[0]});
      for_each_index({kernel.shape[0], kernel.shape[1], channels}, [&](const Extents& tap) {
        const Index row = at[1] * convolve.strides[0] + tap[0] * convolve.dilations[0] -
                          convolve.border.before[0];
        const Index column = at[2] * convolve.strides[1] + tap[1] * convolve.dilations[1] -
                             convolve.border.before[1];
        if (!is_inside(row, column)) return;
        sum += x.at({at[0] / filters * channels + tap[2], row, column}) *
               kernel.at({tap[0], tap[1], tap[2], at[0]});
      });
      return sum;
    });
  }

  Numbers operator()(const graph::PoolWindows& pool) const {
    return each([&](const Extents& at) {
      double sum = 0.0, largest = -std::numeric_limits<double>::infinity();
      int count = 0;
      for_each_index({pool.window[0], pool.window[1]}, [&](const Extents& tap) {
        const Index row =
            at[1] * pool.strides[0] + tap[0] * pool.dilations[0] - pool.border.before[0];
        const Index column =
            at[2] * pool.strides[1] + tap[1] * pool.dilations[1] - pool.border.before[1];
        if (!is_inside(row, column)) return;
        const double value = inputs_[0].at({at[0], row, column});
        sum += value;
        largest = std::max(largest, value);
        ++count;
      });
      if (pool.kind == graph::Pool::maximum) return largest;
      return sum /
             (pool.counts_border ? static_cast<double>(pool.window[0] * pool.window[1]) : count);
    });
  }

  Numbers operator()(const graph::Multiply&) const {
    const auto [a, b] = std::tie(inputs_[0], inputs_[1]);
    return each([&](const Extents& at) {
      double sum = inputs_.size() > 2 ? inputs_[2].at({at.back()}) : 0.0;
      for (Index k = 0; k < a.shape.back(); ++k) {
        Extents of_a = at, of_b = at;
        of_a.back() = k;
        if (of_b.size() < 2) of_b.insert(of_b.begin(), 0);
        of_b[of_b.size() - 2] = k;
        if (b.shape.size() < of_b.size()) of_b = {k, at.back()};
        sum += a.at(of_a) * b.at(of_b);
      }
      return sum;
    });
  }

  Numbers operator()(const graph::Map& map) const {
    return each([&](const Extents& at) { return function(map, inputs_[0].at(at)); });
  }

  Numbers operator()(const graph::Combine& combine) const {
    return each([&](const Extents& at) {
      const double a = inputs_[0].at(at), b = inputs_[1].at(at);
      switch (combine.pairing) {
        case graph::Pairing::add:
          return a + b;
        case graph::Pairing::divide:
          return a / b;
        case graph::Pairing::greater:
          return a > b ? 1.0 : 0.0;
        case graph::Pairing::less:
          return a < b ? 1.0 : 0.0;
        case graph::Pairing::maximum:
          return std::max(a, b);
        case graph::Pairing::minimum:
          return std::min(a, b);
        case graph::Pairing::multiply:
          return a * b;
        case graph::Pairing::power:
          return std::pow(a, b);
        case graph::Pairing::subtract:
          return a - b;
      }
      return 0.0;
    });
  }

  Numbers operator()(const graph::Select&) const {
    return each([&](const Extents& at) {
      return inputs_[0].at(at) != 0.0 ? inputs_[1].at(at) : inputs_[2].at(at);
    });
  }

  Numbers operator()(const graph::Reduce& reduce) const {
    const Extents& shape = inputs_[0].shape;
    return each([&](const Extents& at) {
      std::vector<double> met;
      for_each_index(shape, [&](const Extents& index) {
        std::size_t place = 0;
        for (std::size_t k = 0; k < shape.size(); ++k) {
          if (std::ranges::count(reduce.axes, static_cast<Index>(k)) > 0) {
            place += reduce.keeps ? 1 : 0;
          } else if (at[place++] != index[k]) {
            return;
          }
        }
        met.push_back(inputs_[0].at(index));
      });
      double sum = 0.0;
      for (const double value : met) sum += value;
      switch (reduce.reduction) {
        case graph::Reduction::maximum:
          return std::ranges::max(met);
        case graph::Reduction::minimum:
          return std::ranges::min(met);
        case graph::Reduction::mean:
          return sum / static_cast<double>(met.size());
        case graph::Reduction::sum:
          return sum;
      }
      return 0.0;
    });
  }

  Numbers operator()(const graph::Softmax& softmax) const {
    return each([&](const Extents& at) {
      double sum = 0.0;
      Extents other = at;
      for (Index k = 0; k < shape_[softmax.axis]; ++k) {
        other[softmax.axis] = k;
        sum += std::exp(inputs_[0].at(other) - inputs_[0].at(at));
      }
      return softmax.is_logarithm ? -std::log(sum) : 1.0 / sum;
    });
  }

  Numbers operator()(const graph::Reshape&) const { return inputs_[0].values; }

  Numbers operator()(const graph::Transpose& transpose) const {
    return each([&](const Extents& at) {
      Extents from(at.size());
      for (std::size_t k = 0; k < at.size(); ++k) from[transpose.order[k]] = at[k];
      return inputs_[0].at(from);
    });
  }

  Numbers operator()(const graph::Concatenate& concatenate) const {
    return each([&](const Extents& at) {
      Extents from = at;
      std::size_t k = 0;
      for (; from[concatenate.axis] >= inputs_[k].shape[concatenate.axis]; ++k)
        from[concatenate.axis] -= inputs_[k].shape[concatenate.axis];
      return inputs_[k].at(from);
    });
  }

  Numbers operator()(const graph::Slice& slice) const {
    return each([&](const Extents& at) {
      Extents from = at;
      for (std::size_t k = 0; k < at.size(); ++k)
        from[k] = slice.starts[k] + at[k] * slice.steps[k];
      return inputs_[0].at(from);
    });
  }

  Numbers operator()(const graph::Pad& pad) const {
    return each([&](const Extents& at) {
      Extents from = at;
      for (std::size_t k = 0; k < at.size(); ++k) {
        from[k] -= pad.before[k];
        if (from[k] < 0 || from[k] >= inputs_[0].shape[k]) return static_cast<double>(pad.value);
      }
      return inputs_[0].at(from);
    });
  }

 private:
  bool is_inside(Index row, Index column) const {
    const Extents& shape = inputs_[0].shape;
    return row >= 0 && row < shape[1] && column >= 0 && column < shape[2];
  }

  Numbers each(const std::function<double(const Extents&)>& body) const {
    Numbers result;
    for_each_index(shape_, [&](const Extents& index) { result.push_back(body(index)); });
    return result;
  }

  static double function(const graph::Map& map, double x) {
    const double alpha = map.alpha, beta = map.beta;
    const double sigmoid = 1.0 / (1.0 + std::exp(-x));
    const double hard_sigmoid = std::clamp(alpha * x + beta, 0.0, 1.0);
    switch (map.function) {
      case graph::Function::absolute:
        return std::abs(x);
      case graph::Function::clip:
        return std::clamp(x, alpha, beta);
      case graph::Function::elu:
        return x < 0.0 ? alpha * std::expm1(x) : x;
      case graph::Function::erf:
        return std::erf(x);
      case graph::Function::exp:
        return std::exp(x);
      case graph::Function::hard_sigmoid:
        return hard_sigmoid;
      case graph::Function::hard_swish:
        return x * hard_sigmoid;
      case graph::Function::leaky_relu:
        return x < 0.0 ? alpha * x : x;
      case graph::Function::log:
        return std::log(x);
      case graph::Function::negate:
        return -x;
      case graph::Function::reciprocal:
        return 1.0 / x;
      case graph::Function::relu:
        return std::max(x, 0.0);
      case graph::Function::sigmoid:
        return sigmoid;
      case graph::Function::softplus:
        return std::log1p(std::exp(x));
      case graph::Function::sqrt:
        return std::sqrt(x);
      case graph::Function::square:
        return x * x;
      case graph::Function::swish:
        return x * sigmoid;
      case graph::Function::tanh:
        return std::tanh(x);
    }
    return 0.0;
  }

  const Extents& shape_;
  const std::vector<Operand>& inputs_;
};

// The values of all outputs for one sample.
inline std::vector<Numbers> evaluate(const graph::Graph& graph,
                                     const std::vector<Numbers>& inputs) {
  std::vector<Numbers> values(graph.value_count());
  for (std::size_t k = 0; k < inputs.size(); ++k) values[graph.inputs()[k].value] = inputs[k];
  for (std::size_t id = 0; id < values.size(); ++id)
    if (const auto& value = graph.value(id); value.is_constant)
      values[id] = Numbers(value.constant.begin(), value.constant.end());
  for (const graph::Node& node : graph.nodes()) {
    std::vector<Operand> operands;
    for (const auto id : node.inputs) operands.push_back({graph.value(id).shape, values[id]});
    values[node.output] =
        std::visit(Reference(graph.value(node.output).shape, operands), node.operation);
  }
  std::vector<Numbers> outputs;
  for (const graph::Port& port : graph.outputs()) outputs.push_back(values[port.value]);
  return outputs;
}

}  // namespace melsift::test
