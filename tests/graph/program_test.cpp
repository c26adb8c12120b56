// Programs against the definitions of the operations (reference.h).
#include "graph/program.h"

#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/random.h"
#include "graph/reference.h"

using namespace melsift;
using namespace melsift::graph;

namespace {

// Builds graphs with random constants.
struct Builder {
  Graph graph;
  Random random{1};

  ValueId constant(const Extents& shape, double scale = 1.0) {
    Tensor tensor{shape, {}};
    for (Index i = 0; i < size_of(shape); ++i)
      tensor.values.push_back(static_cast<float>(scale * random.normal()));
    return graph.add_constant("constant", std::move(tensor));
  }
  ValueId input(const Extents& shape) {
    return graph.add_input("x" + std::to_string(graph.inputs().size()), shape);
  }
  ValueId add(Operation operation, std::vector<ValueId> inputs) {
    return graph.add(std::move(operation), std::move(inputs), "node");
  }
  ValueId convolve(const Convolve& convolve, ValueId x, Index filters, Pair window) {
    const Index depth = graph.value(x).shape[0] / convolve.groups;
    const double scale = 1.0 / std::sqrt(static_cast<double>(depth * window[0] * window[1]));
    return add(convolve,
               {x, constant({window[0], window[1], depth, filters}, scale), constant({filters})});
  }
  Graph with_output(ValueId id) {
    graph.add_output("y", id);
    return graph;
  }
};

Matrix gaussian(Index rows, Index columns, std::uint64_t seed) {
  Random random(seed);
  return Matrix::NullaryExpr(rows, columns, [&] { return static_cast<float>(random.normal()); });
}

constexpr Index kSamples = 5;

std::vector<Matrix> inputs_of(const Graph& graph) {
  std::vector<Matrix> inputs;
  for (const Port& port : graph.inputs())
    inputs.push_back(gaussian(kSamples, size_of(graph.value(port.value).shape), inputs.size() + 7));
  return inputs;
}

// The largest difference between the program's outputs and the definition, relative to the largest
// number of the definition.  Checks that neither threads nor other samples change a bit.
double error_of(const Graph& graph) {
  const std::vector<Matrix> inputs = inputs_of(graph);
  Program program(graph);
  const std::vector<Matrix> outputs = program.run(inputs);
  program.set_threads(3);
  const std::vector<Matrix> by_threads = program.run(inputs);
  double worst = 0.0;
  for (Index sample = 0; sample < kSamples; ++sample) {
    std::vector<test::Numbers> numbers;
    std::vector<Matrix> alone;
    for (const Matrix& input : inputs) {
      numbers.emplace_back(input.row(sample).begin(), input.row(sample).end());
      alone.push_back(input.row(sample));
    }
    const auto expected = test::evaluate(graph, numbers);
    const auto by_itself = program.run(alone);
    for (std::size_t k = 0; k < outputs.size(); ++k) {
      CHECK(outputs[k].row(sample) == by_itself[k].row(0));
      CHECK(outputs[k].row(sample) == by_threads[k].row(sample));
      double largest = 0.0, difference = 0.0;
      for (std::size_t i = 0; i < expected[k].size(); ++i) {
        largest = std::max(largest, std::abs(expected[k][i]));
        difference = std::max(difference, std::abs(outputs[k](sample, i) - expected[k][i]));
      }
      worst = std::max(worst, difference / largest);
    }
  }
  return worst;
}

double error_of(const Operation& operation, const std::vector<Extents>& shapes) {
  Builder builder;
  std::vector<ValueId> inputs;
  for (const Extents& shape : shapes) inputs.push_back(builder.input(shape));
  return error_of(builder.with_output(builder.add(operation, inputs)));
}

std::string refusal(const Operation& operation, const std::vector<Extents>& shapes) {
  try {
    error_of(operation, shapes);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("convolutions of any padding, stride, dilation and groups are the definition's") {
  const auto error = [](const Convolve& convolve, const Extents& x, Index filters, Pair window) {
    Builder builder;
    return error_of(
        builder.with_output(builder.convolve(convolve, builder.input(x), filters, window)));
  };
  const Border uneven{{2, 0}, {1, 3}};
  CHECK(error({}, {3, 7, 9}, 5, {1, 1}) < 1e-5);
  CHECK(error({.border = {{1, 1}, {1, 1}}}, {40, 11, 9}, 48, {3, 3}) < 1e-5);
  CHECK(error({.border = uneven}, {40, 9, 11}, 48, {3, 3}) < 1e-5);
  CHECK(error({.border = {{6, 5}, {7, 4}}}, {32, 5, 7}, 32, {3, 3}) < 1e-5);
  CHECK(error({.strides = {2, 2}, .border = {{0, 0}, {1, 1}}}, {32, 12, 10}, 36, {3, 3}) < 1e-5);
  CHECK(error({.strides = {2, 3}, .border = uneven}, {4, 13, 10}, 7, {3, 5}) < 1e-5);
  CHECK(error({.border = {{5, 4}, {6, 4}}}, {2, 3, 3}, 3, {3, 2}) < 1e-5);
  CHECK(error({.dilations = {2, 2}, .border = {{2, 2}, {2, 2}}}, {5, 9, 8}, 6, {3, 3}) < 1e-5);
  CHECK(error({.strides = {2, 1}, .dilations = {1, 2}, .border = uneven}, {5, 9, 8}, 40, {3, 3}) <
        1e-5);
  CHECK(error({.border = uneven, .groups = 3}, {6, 9, 8}, 9, {3, 3}) < 1e-5);
  CHECK(error({.groups = 2}, {8, 5, 4}, 70, {2, 2}) < 1e-5);
  CHECK(error({.groups = 4}, {4, 5, 4}, 8, {3, 3}) < 1e-5);  // two filters a channel
  for (const Index channels : {1, 3, 32, 37, 96}) {
    CAPTURE(channels);
    CHECK(error({.border = {{1, 1}, {1, 1}}, .groups = channels}, {channels, 6, 7}, channels,
                {3, 3}) < 1e-5);
    CHECK(error({.strides = {2, 2}, .dilations = {2, 1}, .border = uneven, .groups = channels},
                {channels, 9, 7}, channels, {5, 3}) < 1e-5);
  }
}

TEST_CASE("pooling windows are the definition's") {
  for (const Pool kind : {Pool::maximum, Pool::average})
    for (const bool counts_border : {false, true}) {
      const auto error = [&](PoolWindows pool) {
        pool.kind = kind;
        pool.counts_border = counts_border;
        return error_of(pool, {{11, 9, 10}});
      };
      CHECK(error({.window = {2, 2}, .strides = {2, 2}}) < 1e-6);
      CHECK(error({.window = {3, 2}, .strides = {2, 1}, .border = {{1, 0}, {2, 1}}}) < 1e-6);
      CHECK(error({.window = {2, 3}, .dilations = {2, 3}}) < 1e-6);
      CHECK(error({.window = {9, 10}}) < 1e-6);
    }
}

TEST_CASE("matrix products are the definition's") {
  const auto error = [](const Extents& a, Index columns, bool has_bias) {
    Builder builder;
    std::vector<ValueId> inputs = {builder.input(a), builder.constant({a.back(), columns}, 0.2)};
    if (has_bias) inputs.push_back(builder.constant({columns}));
    return error_of(builder.with_output(builder.add(Multiply{}, inputs)));
  };
  CHECK(error({57}, 10, true) < 1e-5);
  CHECK(error({1}, 200, false) < 1e-5);
  CHECK(error({7, 33}, 70, true) < 1e-5);
  CHECK(error({2, 3, 8}, 32, false) < 1e-5);
  CHECK(error_of(Multiply{}, {{5, 7}, {7, 9}}) < 1e-5);
  CHECK(error_of(Multiply{}, {{2, 3, 5, 7}, {2, 3, 7, 33}}) < 1e-5);
}

TEST_CASE("functions of single values are the definition's") {
  const auto error = [](const Map& map) {
    // Of small integers and of all sizes of the last block.
    return std::max(error_of(map, {{3, 5, 7}}), error_of(map, {{8}}));
  };
  for (const Function function :
       {Function::absolute, Function::erf, Function::exp, Function::negate, Function::relu,
        Function::sigmoid, Function::softplus, Function::square, Function::swish, Function::tanh})
    CHECK(error({function}) < 1e-6);
  CHECK(error({Function::clip, -0.5F, 0.75F}) < 1e-6);
  CHECK(error({Function::elu, 0.7F}) < 1e-6);
  CHECK(error({Function::leaky_relu, 0.1F}) < 1e-6);
  CHECK(error({Function::hard_sigmoid, 0.2F, 0.5F}) < 1e-6);
  CHECK(error({Function::hard_swish, 1.0F / 6.0F, 0.5F}) < 1e-6);
  for (const Function function : {Function::log, Function::sqrt, Function::reciprocal}) {
    Builder builder;
    const ValueId square = builder.add(Map{Function::square}, {builder.input({9, 3})});
    Tensor one{{}, {1.0F}};
    const ValueId above =
        builder.add(Combine{Pairing::add}, {square, builder.graph.add_constant("one", one)});
    CHECK(error_of(builder.with_output(builder.add(Map{function}, {above}))) < 1e-6);
  }
}

TEST_CASE("functions of two and three values are broadcast") {
  for (const Pairing pairing :
       {Pairing::add, Pairing::divide, Pairing::greater, Pairing::less, Pairing::maximum,
        Pairing::minimum, Pairing::multiply, Pairing::subtract}) {
    CHECK(error_of(Combine{pairing}, {{4, 5}, {4, 5}}) < 1e-6);
    CHECK(error_of(Combine{pairing}, {{3, 4, 5}, {3, 1, 1}}) < 1e-6);
    CHECK(error_of(Combine{pairing}, {{5}, {3, 4, 1}}) < 1e-6);
  }
  CHECK(error_of(Select{}, {{3, 4, 5}, {3, 1, 1}, {4, 5}}) < 1e-6);
  Builder builder;
  const ValueId square = builder.add(Map{Function::square}, {builder.input({9, 3})});
  const ValueId power = builder.add(Combine{Pairing::power}, {square, builder.input({3})});
  CHECK(error_of(builder.with_output(power)) < 1e-6);
}

TEST_CASE("reductions over any axes are the definition's") {
  const Extents shape = {3, 4, 5, 2};
  for (const Reduction reduction :
       {Reduction::maximum, Reduction::mean, Reduction::minimum, Reduction::sum})
    for (const bool keeps : {false, true})
      for (const Extents& axes : {Extents{0}, Extents{3}, Extents{1, 2}, Extents{0, 2, 3},
                                  Extents{0, 1, 2, 3}, Extents{}}) {
        CAPTURE(keeps);
        CAPTURE(shape_text(axes));
        CHECK(error_of(Reduce{reduction, axes, keeps}, {shape}) < 1e-5);
      }
}

TEST_CASE("softmax is over any axis") {
  for (const Index axis : {0, 1, 2})
    for (const bool is_logarithm : {false, true})
      CHECK(error_of(Softmax{axis, is_logarithm}, {{3, 4, 5}}) < 1e-6);
}

TEST_CASE("numbers are moved as defined") {
  CHECK(error_of(Reshape{{6, 10}}, {{3, 4, 5}}) == 0.0);
  CHECK(error_of(Transpose{{2, 0, 1}}, {{3, 4, 5}}) == 0.0);
  CHECK(error_of(Concatenate{1}, {{3, 4, 5}, {3, 1, 5}, {3, 2, 5}}) == 0.0);
  CHECK(error_of(Slice{{2, 0, 1}, {-2, 1, 3}, {2, 4, 2}}, {{3, 4, 5}}) == 0.0);
  CHECK(error_of(Pad{{1, 0, 2}, {0, 0, 3}, -1.5F}, {{3, 4, 5}}) < 1e-7);
}

TEST_CASE("operations read planes whose channels are last") {
  Builder builder;
  const ValueId x = builder.input({4, 6, 5});
  const ValueId plane = builder.convolve({.border = {{1, 1}, {1, 1}}}, x, 8, {3, 3});
  const std::vector<ValueId> results = {
      builder.add(Reshape{{240}}, {plane}),
      builder.add(Reshape{{8, 30}}, {plane}),
      builder.add(Reshape{{2, 4, 1, 30, 1}}, {plane}),
      builder.add(Transpose{{2, 1, 0}}, {plane}),
      builder.add(Reshape{{30, 8}}, {builder.add(Transpose{{1, 2, 0}}, {plane})}),
      builder.add(Softmax{0}, {plane}),
      builder.add(Softmax{1}, {plane}),
      builder.add(Reduce{Reduction::mean, {1, 2}, false}, {plane}),
      builder.add(Reduce{Reduction::maximum, {0}, true}, {plane}),
      builder.add(Concatenate{0}, {plane, x, builder.constant({2, 6, 5})}),
      builder.add(Slice{{1, 0, 0}, {2, 1, 1}, {3, 6, 5}}, {plane}),
      builder.add(Pad{{0, 1, 1}, {0, 0, 2}, 0.5F}, {plane}),
      builder.add(Combine{Pairing::multiply}, {plane, builder.constant({8, 1, 1})}),
      builder.add(Combine{Pairing::add}, {builder.constant({5}), plane}),
      builder.add(Combine{Pairing::add}, {plane, builder.add(Reshape{{8, 6, 5}}, {plane})}),
      builder.add(Multiply{}, {plane, builder.constant({5, 3})}),
  };
  for (const ValueId id : results) builder.graph.add_output("y", id);
  CHECK(error_of(builder.graph) < 1e-5);
}

TEST_CASE("a residual block with squeeze and excitation runs in shared memory") {
  Builder builder;
  ValueId x = builder.input({1, 12, 10});
  x = builder.convolve({.border = {{1, 1}, {1, 1}}}, x, 16, {3, 3});
  for (int block = 0; block < 6; ++block) {
    ValueId y = builder.convolve({}, x, 32, {1, 1});
    y = builder.add(Map{Function::swish}, {y});
    y = builder.convolve({.border = {{2, 2}, {2, 2}}, .groups = 32}, y, 32, {5, 5});
    y = builder.add(Map{Function::swish}, {y});
    ValueId gate = builder.add(Reduce{Reduction::mean, {1, 2}, true}, {y});
    gate = builder.convolve({}, gate, 8, {1, 1});
    gate = builder.add(Map{Function::relu}, {gate});
    gate = builder.convolve({}, gate, 32, {1, 1});
    gate = builder.add(Map{Function::sigmoid}, {gate});
    y = builder.add(Combine{Pairing::multiply}, {y, gate});
    y = builder.convolve({}, y, 16, {1, 1});
    x = builder.add(Combine{Pairing::add}, {x, y});
  }
  x = builder.add(Reduce{Reduction::mean, {1, 2}, false}, {x});
  x = builder.add(Multiply{}, {x, builder.constant({16, 4}), builder.constant({4})});
  const Graph graph = builder.with_output(builder.add(Softmax{0}, {x}));
  CHECK(error_of(graph) < 1e-5);
  // At the same time in memory: x, y with 32 channels and its function (in place) and convolution,
  // and little else.
  const Program program(graph);
  CHECK(program.memory() <= 120 * (16 + 2 * 32) + 200);
  CHECK(program.memory_without_reuse() > 4 * program.memory());
}

TEST_CASE("a value that is read again is not overwritten") {
  Builder builder;
  const ValueId x = builder.input({8});
  const ValueId a = builder.add(Map{Function::tanh}, {x});
  const ValueId view = builder.add(Reshape{{2, 4}}, {a});
  const ValueId b = builder.add(Map{Function::negate}, {a});
  const ValueId c = builder.add(Combine{Pairing::add}, {b, b});
  const ValueId turned = builder.add(Transpose{{1, 0}}, {view});
  builder.graph.add_output("c", c);
  builder.graph.add_output("a", a);
  builder.graph.add_output("turned", builder.add(Map{Function::square}, {turned}));
  CHECK(error_of(builder.graph) < 1e-6);
}

TEST_CASE("nodes that no output needs are left out") {
  Builder builder;
  const ValueId x = builder.input({4});
  const ValueId y = builder.add(Map{Function::relu}, {x});
  builder.add(Combine{Pairing::add}, {x, builder.constant({4})});
  Graph graph = builder.with_output(y);
  graph.remove_unused();
  CHECK(graph.nodes().size() == 1);
  CHECK(graph.source(y)->output == y);
  CHECK(graph.source(x) == nullptr);
}

TEST_CASE("shapes that do not fit are refused by the node's name") {
  CHECK(refusal(Combine{}, {{3, 4}, {3}}) == "node: its inputs' shapes do not fit each other");
  CHECK(refusal(Multiply{}, {{3, 4}, {3, 4}}) == "node: its factors' shapes do not fit each other");
  CHECK(refusal(Reshape{{5}}, {{6}}) == "node: its shape does not fit its input's values");
  CHECK(refusal(Reshape{{-6}}, {{6}}) == "node: its shape does not fit its input's values");
  CHECK(refusal(Transpose{{0, 0}}, {{2, 3}}) == "node: does not order all axes of its input");
  CHECK(refusal(Softmax{2}, {{2, 3}}) == "node: its axis is not one of its input's");
  CHECK(refusal(Concatenate{0}, {{2, 3}, {2, 4}}) ==
        "node: its inputs' shapes do not fit each other");
  CHECK(refusal(Slice{{1}, {1}, {3}}, {{3}}) == "node: selects values that its input lacks");
  CHECK(refusal(PoolWindows{.window = {4, 1}}, {{1, 3, 3}}) ==
        "node: its window is larger than its input");
  CHECK(refusal(PoolWindows{.strides = {0, 1}}, {{1, 3, 3}}) ==
        "node: its strides are out of range");
  CHECK(refusal(Pad{{Index{1} << 40}, {0}}, {{3}}) == "node: its padding is out of range");
  CHECK(refusal(Map{}, {{0}}) == "x0: has an axis without values");
  CHECK(refusal(Map{}, {{Index{1} << 20, Index{1} << 20}}) == "x0: has more than 2^30 values");
  CHECK(refusal(Reduce{Reduction::sum, {1, 0}, true}, {{2, 3}}) ==
        "node: reduces axes that its input lacks");
  Builder builder;
  CHECK_THROWS_WITH_AS(builder.add(Map{}, {builder.constant({3})}),
                       "node: computes with constants alone", Error);
  CHECK_THROWS_WITH_AS(builder.add(Map{}, {7}), "node: reads an unknown value", Error);
  const Program program(builder.with_output(builder.add(Map{}, {builder.input({3})})));
  CHECK_THROWS_WITH_AS(program.run({Matrix::Zero(2, 4)}), "x0: expected rows of 3", Error);
}
