#include "graph/graph_text.h"

#include <limits>
#include <map>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "graph/program.h"

using namespace melsift;
using namespace melsift::graph;

namespace {

// Every operation, with parameters that are not the usual ones.
Graph all_operations() {
  Graph graph;
  const auto constant = [&](const Extents& shape, float value) {
    return graph.add_constant(
        "c", {shape, std::vector<float>(static_cast<std::size_t>(size_of(shape)), value)});
  };
  const auto add = [&](Operation operation, std::vector<ValueId> inputs) {
    return graph.add(std::move(operation), std::move(inputs), "node");
  };
  const ValueId x = graph.add_input("mel spectrogram", {2, 6, 5});
  const ValueId bias = constant({4}, 0.125F);
  ValueId y =
      add(Convolve{{2, 1}, {1, 2}, {{1, 2}, {0, 1}}, 2}, {x, constant({3, 2, 1, 4}, 0.25F), bias});
  y = add(PoolWindows{Pool::average, {2, 2}, {1, 2}, {1, 1}, {{1, 0}, {1, 1}}, true}, {y});
  y = add(PoolWindows{.kind = Pool::maximum, .window = {2, 1}, .dilations = {2, 1}}, {y});
  const ValueId plane = y;
  for (const Function function :
       {Function::absolute, Function::erf, Function::exp, Function::negate, Function::sigmoid,
        Function::softplus, Function::square, Function::swish, Function::tanh})
    y = add(Map{function}, {y});
  y = add(Map{Function::elu, 0.5F}, {y});
  y = add(Map{Function::leaky_relu, 0.1F}, {y});
  y = add(Map{Function::hard_sigmoid, 0.2F, 0.5F}, {y});
  y = add(Map{Function::hard_swish, 1.0F / 6.0F, 0.5F}, {y});
  y = add(Map{Function::clip, 1e-3F, std::numeric_limits<float>::max()}, {y});
  for (const Function function :
       {Function::log, Function::relu, Function::sqrt, Function::reciprocal})
    y = add(Map{function}, {add(Combine{Pairing::maximum}, {y, constant({}, 0.5F)})});
  for (const Pairing pairing :
       {Pairing::add, Pairing::divide, Pairing::less, Pairing::maximum, Pairing::minimum,
        Pairing::multiply, Pairing::power, Pairing::subtract, Pairing::greater})
    y = add(Combine{pairing}, {y, constant({2, 1}, 1.5F)});
  y = add(Select{}, {y, plane, constant({}, 2.0F)});
  y = add(Pad{{0, 1, 0}, {0, 0, 2}, -std::numeric_limits<float>::infinity()}, {y});
  y = add(Slice{{3, 1, 1}, {-1, 1, 1}, {4, 1, 1}}, {y});
  y = add(Concatenate{1}, {y, y});
  y = add(Transpose{{2, 0, 1}}, {y});
  for (const Reduction reduction :
       {Reduction::maximum, Reduction::mean, Reduction::minimum, Reduction::sum})
    graph.add_output("reduced", add(Reduce{reduction, {0, 2}, false}, {y}));
  y = add(Reshape{{8}}, {y});
  y = add(Multiply{}, {y, constant({8, 3}, 0.5F), constant({3}, 1.0F)});
  graph.add_output("y", add(Softmax{0, true}, {y}));
  graph.add_output("", y);
  return graph;
}

struct Stored {
  std::string text;
  std::map<std::size_t, std::vector<float>> constants;
};

Stored store(const Graph& graph) {
  Stored stored;
  stored.text = graph_text(graph, [&](std::size_t number, const Value& constant) {
    stored.constants[number] = constant.constant;
  });
  return stored;
}

Graph restore(const Stored& stored) {
  return parse_graph(
      stored.text, [&](std::size_t number, const Extents&) { return stored.constants.at(number); });
}

std::string refusal(const std::string& text) {
  try {
    parse_graph(text, [](std::size_t, const Extents& shape) {
      return std::vector<float>(static_cast<std::size_t>(size_of(shape)));
    });
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a graph's text is read back as the same graph") {
  const Graph graph = all_operations();
  const Stored stored = store(graph);
  const Graph again = restore(stored);
  CHECK(store(again).text == stored.text);
  CHECK(store(again).constants == stored.constants);
  const std::vector<Matrix> x = {Matrix::Constant(2, 60, 0.75F)};
  const auto expected = Program(graph).run(x), got = Program(again).run(x);
  REQUIRE(got.size() == 6);
  for (std::size_t k = 0; k < got.size(); ++k) CHECK(got[k] == expected[k]);
  CHECK(again.inputs().front().name == "mel spectrogram");
  CHECK(again.outputs()[4].name == "y");
}

TEST_CASE("the text is short, and without what no output needs") {
  Graph graph;
  const ValueId x = graph.add_input("x", {1, 4, 4});
  graph.add(Map{Function::tanh}, {x}, "unused");
  const ValueId kernel = graph.add_constant("k", {{3, 3, 1, 1}, std::vector<float>(9)});
  const ValueId bias = graph.add_constant("b", {{1}, {0.0F}});
  const ValueId y =
      graph.add(Convolve{.border = {{1, 1}, {1, 1}}}, {x, kernel, bias}, "convolution");
  graph.add_output("y", graph.add(Map{Function::leaky_relu, 0.1F}, {y}, "activation"));
  CHECK(store(graph).text ==
        "input 1x4x4 x\n"
        "constant 3x3x1x1\n"
        "constant 1\n"
        "convolve 0 1 2 before=1,1 after=1,1\n"
        "leaky_relu 3 alpha=0.1\n"
        "output 4 y\n");
}

TEST_CASE("malformed text is refused by its line") {
  CHECK(refusal("") == "graph, line 0: has no input or no output");
  CHECK(refusal("input 3 x\n") == "graph, line 1: has no input or no output");
  CHECK(refusal("input 3y x\n") ==
        "graph, line 1: invalid shape \"3y\", expected numbers such as 3x40");
  CHECK(refusal("constant 99999x99999x99999\n") == "graph, line 1: its shape is out of range");
  CHECK(refusal("input 3 x\nconstant 3\noutput 1 y\n") == "y: is not computed");
  CHECK(refusal("input 3 x\nrelu 1\n") ==
        "graph, line 2: reads a value that is not defined above it");
  CHECK(refusal("input 3 x\nrelu -1\n") ==
        "graph, line 2: reads a value that is not defined above it");
  CHECK(refusal("input 3 x\ncosine 0\n") == "graph, line 2: its operation is unknown");
  CHECK(refusal("input 3 x\nrelu 0 gamma=1\n") == "graph, line 2: has an unknown parameter");
  CHECK(refusal("input 3 x\nelu 0 alpha=nan\n") == "graph, line 2: its alpha is malformed");
  CHECK(refusal("input 3 x\nsoftmax 0 axis=1\n") ==
        "graph, line 2: its axis is not one of its input's");
  CHECK(refusal("input 1x3x3 x\nmaximum_pool 0 window=2\n") ==
        "graph, line 2: its window is malformed");
  CHECK(refusal("input 3 x\noutput 7 y\n") ==
        "graph, line 2: reads a value that is not defined above it");
}
