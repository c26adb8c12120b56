#include "index/growing_graph.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <doctest/doctest.h>

#include "base/parallel.h"
#include "index/file_format.h"

using namespace melsift;
using index::Candidates;
using index::GrowingGraph;
using index::Row;

namespace {

// Points at every degree of a circle, each linked with its two neighbours.
constexpr Row kRows = 360;
struct Circle : GrowingGraph {
  Circle() : GrowingGraph(kRows, 16, 2) {
    for (Row row = 0; row < kRows; ++row) {
      const double angle = std::numbers::pi / 180.0 * row;
      const auto vector = vectors(row, 1);
      vector[0] = static_cast<float>(std::cos(angle));
      vector[9] = static_cast<float>(std::sin(angle));
      set_links(row, 0, std::vector<Row>{(row + kRows - 1) % kRows, (row + 1) % kRows});
    }
  }
};

std::vector<Row> sorted_rows(Candidates candidates) {
  std::vector<Row> rows;
  for (; !candidates.empty(); candidates.pop()) rows.push_back(candidates.top().second);
  std::ranges::sort(rows);
  return rows;
}

}  // namespace

TEST_CASE("a distance is 1 minus the cosine") {
  const Circle graph;
  for (const Row row : {1U, 60U, 90U, 180U})
    CHECK(graph.distance(0, row) ==
          doctest::Approx(1.0 - std::cos(std::numbers::pi / 180.0 * row)).epsilon(1e-5));
}

TEST_CASE("a search walks along the links to the nearest rows, on several threads at once") {
  const Circle graph;
  parallel_for(8, 4, [&](std::size_t i) {
    const Row row = 20 + 40 * static_cast<Row>(i);
    CHECK(sorted_rows(graph.search(row, (row + 170) % 360, 0, 5)) ==
          std::vector<Row>{row - 2, row - 1, row, row + 1, row + 2});
  });
}

TEST_CASE("a search reaches only linked rows") {
  Circle graph;
  graph.set_links(9, 0, {});
  graph.set_links(11, 0, {});
  CHECK(sorted_rows(graph.search(100, 10, 0, 5)) == std::vector<Row>{9, 10, 11});
}

TEST_CASE("of candidates in one direction, only the nearest is chosen") {
  const Circle graph;
  Candidates candidates;
  for (const Row row : {101U, 102U, 103U, 97U, 95U})
    candidates.emplace(graph.distance(100, row), row);
  graph.choose(candidates, 4);
  CHECK(sorted_rows(candidates) == std::vector<Row>{97, 101});
  graph.choose(candidates, 3);
  CHECK(candidates.size() == 2);  // no more than that are all chosen
}

TEST_CASE("links of upper layers are separate from those of the lowest") {
  GrowingGraph graph(3, 16, 2);
  graph.set_level(1, 2);
  CHECK(graph.level(0) == 0);
  CHECK(graph.level(1) == 2);
  CHECK(graph.links(1, 2).empty());
  graph.set_links(1, 0, std::vector<Row>{0, 2});
  graph.set_links(1, 2, std::vector<Row>{2});
  CHECK(std::ranges::equal(graph.links(1, 0), std::vector<Row>{0, 2}));
  CHECK(graph.links(1, 1).empty());
  CHECK(std::ranges::equal(graph.links(1, 2), std::vector<Row>{2}));
  CHECK(graph.take_base_links() ==
        std::vector<Row>{index::kNone, index::kNone, index::kNone, index::kNone, 0, 2, index::kNone,
                         index::kNone, index::kNone, index::kNone, index::kNone, index::kNone});
}
