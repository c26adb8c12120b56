// A graph that is ready to run, with chosen kernels, packed weights and planned memory.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "base/matrix.h"
#include "base/workers.h"
#include "graph/graph.h"
#include "graph/kernel.h"
#include "nn/memory_plan.h"

namespace melsift::graph {

class Program {
 public:
  // Throws Error unsupported if a sample needs more than 16 GB.
  explicit Program(Graph graph);

  const Graph& graph() const { return graph_; }

  // Sets the number of threads, initially 1.  Results do not depend on it.
  void set_threads(unsigned threads);

  // Takes, for each input of the graph, a matrix with one row per sample, in row-major order, and
  // returns the same for each output.  A row's result does not depend on the other rows, to the
  // last bit.  Several threads may call it at once.  Throws Error invalid_argument if the matrices
  // do not fit.
  std::vector<Matrix> run(const std::vector<Matrix>& inputs) const;

  // The numbers in memory that a sample needs, and the sum over all its values.
  Index memory() const { return memory_; }
  Index memory_without_reuse() const { return memory_without_reuse_; }

 private:
  enum class Source { input, constant, buffer, output };
  struct Place {
    Source source = Source::buffer;
    std::size_t index =
        0;  // number of the input, of the constant's value, of the buffer or of the output
  };
  struct Step {
    Kernel kernel;
    std::vector<Place> inputs;
    Place output;
  };
  class Compiler;

  Graph graph_;
  std::vector<Step> steps_;
  std::vector<nn::PlannedBlock> buffers_;
  Index memory_ = 0;
  Index memory_without_reuse_ = 0;
  std::unique_ptr<Workers> workers_;
};

}  // namespace melsift::graph
