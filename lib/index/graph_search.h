// The approximate search: from layer to layer of a graph, towards the query.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "index/file_format.h"
#include "index/hit.h"

namespace melsift::index {

// The graph and the vectors of a mapped file (file_format.h).
struct GraphView {
  struct Layer {
    std::size_t nodes = 0;
    const std::uint32_t* rows = nullptr;
    const std::uint32_t* below = nullptr;
    const std::uint32_t* links = nullptr;
  };

  std::size_t rows = 0;
  std::size_t stride = 0;
  const float* vectors = nullptr;
  std::size_t degree = 0;  // 0: no graph
  const std::uint32_t* twins = nullptr;
  const std::uint32_t* links = nullptr;
  std::vector<Layer> layers;  // from the one above the lowest upwards
  std::uint32_t entry = 0;

  const float* vector(std::uint32_t row) const { return vectors + row * stride; }
};

// The rows near `query` (stride floats), the best first: `count` rows, or fewer if the graph leads
// to fewer.  The search keeps `ef` rows in view.  Malkov & Yashunin 2018, algorithms 2 and 5.  For
// any content of the graph, the result is an answer or Error corrupt, which begins with `path`.
std::vector<Hit> search_graph(const GraphView& graph, const float* query, std::size_t count,
                              std::size_t ef, const std::string& path);

}  // namespace melsift::index
