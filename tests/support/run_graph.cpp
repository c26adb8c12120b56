// Runs an ONNX file with melsift, for tests/tools/onnx_test.sh.  The inputs' and outputs' rows, one
// input after the other, are raw floats on standard input and output.
// usage: run_graph FILE.onnx ROWS
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <vector>

#include "graph/onnx_reader.h"
#include "graph/program.h"

using namespace melsift;

namespace {

int run(const char* path, graph::Index rows) {
  graph::Program program(graph::load_onnx(path).graph);
  program.set_threads(2);
  const graph::Graph& graph = program.graph();
  std::vector<Matrix> inputs;
  for (const graph::Port& port : graph.inputs()) {
    Matrix& x = inputs.emplace_back(rows, graph::size_of(graph.value(port.value).shape));
    const auto size = static_cast<std::size_t>(x.size());
    if (std::fread(x.data(), sizeof(float), size, stdin) != size) {
      std::fprintf(stderr, "run_graph: standard input is too short\n");
      return 1;
    }
  }
  for (const Matrix& y : program.run(inputs))
    std::fwrite(y.data(), sizeof(float), static_cast<std::size_t>(y.size()), stdout);
  return std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: run_graph FILE.onnx ROWS\n");
    return 2;
  }
  try {
    return run(argv[1], std::atoi(argv[2]));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "run_graph: %s\n", error.what());
    return 1;
  }
}
