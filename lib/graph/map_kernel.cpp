#include <algorithm>
#include <cmath>

#include "graph/kernel.h"

namespace melsift::graph {

namespace {

using Block = Eigen::Array<float, 8, 1>;
constexpr Index kBlock = Block::SizeAtCompileTime;
// Numbers per task: some microseconds of work.
constexpr Index kTask = 1 << 13;

// y[i] = function(x[i]).  All numbers are processed in blocks of 8, the last block filled with
// zeros: Eigen's vectorised functions and those of the C library differ in the last bit.
template <class Function>
void apply(const float* x, float* y, Index count, const Function& function) {
  Index i = 0;
  for (; i + kBlock <= count; i += kBlock)
    Eigen::Map<Block>(y + i) = function(Block(Eigen::Map<const Block>(x + i)));
  if (i == count) return;
  Block last = Block::Zero();
  std::copy(x + i, x + count, last.data());
  last = function(Block(last));
  std::copy_n(last.data(), count - i, y + i);
}

Block sigmoid(const Block& x) {
  return 1.0F / (1.0F + (-x).exp());
}

template <class Visitor>
void with_function(const Map& map, const Visitor& visit) {
  const float alpha = map.alpha;
  const float beta = map.beta;
  const auto hard_sigmoid = [=](const Block& x) -> Block {
    return (alpha * x + beta).max(0.0F).min(1.0F);
  };
  switch (map.function) {
    case Function::absolute:
      return visit([](const Block& x) -> Block { return x.abs(); });
    case Function::clip:
      return visit([=](const Block& x) -> Block { return x.max(alpha).min(beta); });
    case Function::elu:
      return visit([=](const Block& x) -> Block {
        return (x < 0.0F).select(alpha * (x.min(0.0F).exp() - 1.0F), x);
      });
    case Function::erf:
      return visit([](const Block& x) -> Block {
        return x.unaryExpr([](float value) { return std::erf(value); });
      });
    case Function::exp:
      return visit([](const Block& x) -> Block { return x.exp(); });
    case Function::hard_sigmoid:
      return visit(hard_sigmoid);
    case Function::hard_swish:
      return visit([=](const Block& x) -> Block { return x * hard_sigmoid(x); });
    case Function::leaky_relu:
      return visit([=](const Block& x) -> Block { return (x < 0.0F).select(alpha * x, x); });
    case Function::log:
      return visit([](const Block& x) -> Block { return x.log(); });
    case Function::negate:
      return visit([](const Block& x) -> Block { return -x; });
    case Function::reciprocal:
      return visit([](const Block& x) -> Block { return 1.0F / x; });
    case Function::relu:
      return visit([](const Block& x) -> Block { return x.max(0.0F); });
    case Function::sigmoid:
      return visit(sigmoid);
    case Function::softplus:  // without overflow
      return visit(
          [](const Block& x) -> Block { return x.max(0.0F) + ((-x.abs()).exp() + 1.0F).log(); });
    case Function::sqrt:
      return visit([](const Block& x) -> Block { return x.sqrt(); });
    case Function::square:
      return visit([](const Block& x) -> Block { return x * x; });
    case Function::swish:
      return visit([](const Block& x) -> Block { return x * sigmoid(x); });
    case Function::tanh:
      return visit([](const Block& x) -> Block { return x.tanh(); });
  }
}

}  // namespace

Kernel map_kernel(const Map& map, Index size) {
  return [map, size](const Call& call) {
    const float* x = call.inputs[0];
    const Index all = call.samples * size;
    with_function(map, [&](const auto& function) {
      call.parallel((all + kTask - 1) / kTask, [&](std::size_t task) {
        const Index first = static_cast<Index>(task) * kTask;
        apply(x + first, call.output + first, std::min(kTask, all - first), function);
      });
    });
  };
}

}  // namespace melsift::graph
