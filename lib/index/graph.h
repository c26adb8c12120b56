// Builds the graph for approximate search.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace melsift::index {

struct GraphOptions {
  std::size_t degree = 16;            // links of a row in each layer; twice that in the lowest
  std::size_t ef_construction = 200;  // rows in view when neighbours are searched
  std::uint64_t seed = 1;             // seed for the layers of rows and the order of rows
  unsigned threads = 0;               // 0: all cores; the result does not depend on it
  // Receives the number of linked rows, on the caller's thread.
  std::function<void(std::size_t)> progress;
};

// The contents of the sections of the same names (file_format.h).
struct Graph {
  struct Layer {
    std::vector<std::uint32_t> rows, below, links;
  };

  std::vector<std::uint32_t> twins, links;
  std::vector<Layer> layers;
  std::uint32_t entry = 0;
};

// `fill(first, out)` writes the vectors of rows first, first + 1, ..., each of `stride` floats and
// of length 1, until `out` is full; it is called in the order of the rows.  Needs about 4 stride +
// 8 degree + 80 bytes of memory per row.  Throws Error invalid_argument if the degree is not 2 to
// kMaxDegree; std::bad_alloc.
Graph build_graph(std::size_t rows, std::size_t stride,
                  const std::function<void(std::size_t first, std::span<float> out)>& fill,
                  const GraphOptions& options);

}  // namespace melsift::index
