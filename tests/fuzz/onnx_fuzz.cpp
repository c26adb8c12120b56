// Reads any bytes as an ONNX file: the result must be a graph that runs, or an Error.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "graph/onnx_reader.h"
#include "graph/program.h"

namespace {

using namespace melsift;

// A few numbers can describe a network that takes hours.
constexpr graph::Index kMaxValues = 1 << 22;

bool is_small(const graph::Graph& graph) {
  graph::Index values = 0;
  for (const graph::Node& node : graph.nodes()) {
    const graph::Extents& x = graph.value(node.inputs.front()).shape;
    graph::Index size = graph::size_of(graph.value(node.output).shape);
    // Each value of a pool, a convolution and a product is made of several.
    if (const auto* pool = std::get_if<graph::PoolWindows>(&node.operation))
      size *= pool->window[0] * pool->window[1];
    if (node.inputs.size() > 1) {
      const graph::Extents& factor = graph.value(node.inputs[1]).shape;
      if (!factor.empty()) size *= graph::size_of(factor) / factor.back();
    }
    if (const auto* convolve = std::get_if<graph::Convolve>(&node.operation))
      size += x[0] * (x[1] + convolve->border.before[0] + convolve->border.after[0]) *
              (x[2] + convolve->border.before[1] + convolve->border.after[1]);
    values += size;
    if (size > kMaxValues || values > kMaxValues) return false;
  }
  return true;
}

void read(const std::string& bytes) {
  try {
    graph::Graph graph = graph::read_onnx(bytes, "x").graph;
    if (!is_small(graph)) return;
    const graph::Program program(std::move(graph));
    std::vector<Matrix> inputs;
    for (const graph::Port& port : program.graph().inputs())
      inputs.push_back(
          Matrix::Constant(2, graph::size_of(program.graph().value(port.value).shape), 0.5F));
    for (const Matrix& output : program.run(inputs))
      if (output.rows() != 2) std::abort();
  } catch (const Error& error) {
    if (!std::string(error.what()).starts_with("x: ") && error.kind() != ErrorKind::unsupported)
      std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
