// A graph under construction: vectors, the layers that each row is in, and links between rows.
// graph.h decides what is linked, and in which order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <queue>
#include <span>
#include <utility>
#include <vector>

namespace melsift::index {

using Row = std::uint32_t;

// A row and its distance, 1 - cosine, from the row whose neighbours are searched.
using Candidate = std::pair<float, Row>;
struct IsNearer {
  bool operator()(const Candidate& a, const Candidate& b) const { return a.first < b.first; }
};
using Candidates =
    std::priority_queue<Candidate, std::vector<Candidate>, IsNearer>;  // top: farthest

// The algorithms of Malkov & Yashunin 2018 (hierarchical navigable small worlds), which hnswlib 0.6
// implements.  This is melsift's own code because the insertion in batches (graph.cpp) needs both
// algorithms without the rest of hnswlib: its public interface only inserts single rows, and with
// several threads the result depends on their timing.
class GrowingGraph {
 public:
  // `rows` vectors of `stride` floats, a multiple of 16, all 0, without links and in layer 0 alone.
  // `degree` is the maximum number of links of a row in a layer above 0; layer 0 has twice that.
  GrowingGraph(std::size_t rows, std::size_t stride, std::size_t degree);

  std::size_t rows() const { return upper_links_.size(); }
  // The vectors of the rows first ... first + count - 1.
  std::span<float> vectors(std::size_t first, std::size_t count) {
    return std::span(vectors_).subspan(first * stride_, count * stride_);
  }
  std::span<const float> vector(Row row) const {
    return std::span(vectors_).subspan(row * stride_, stride_);
  }
  // 1 - the inner product.
  float distance(Row a, Row b) const;

  // The highest layer of the row.
  int level(Row row) const { return static_cast<int>(upper_links_[row].size() / degree_); }
  void set_level(Row row, int level);

  std::size_t most_links(int layer) const { return layer == 0 ? 2 * degree_ : degree_; }
  std::span<const Row> links(Row row, int layer) const;
  // At most most_links().  Different rows may be set from several threads.
  void set_links(Row row, int layer, std::span<const Row> links);
  // Moves out the links of all rows in layer 0: most_links(0) numbers per row, kNone after the last
  // link.
  std::vector<Row> take_base_links() { return std::move(base_links_); }

  // The `count` rows of the layer that are nearest to `row` and that links reach from `entry`
  // (algorithm 2).  Thread-safe.
  Candidates search(Row row, Row entry, int layer, std::size_t count) const;
  // Chooses at most `most` candidates.  If there are more, it takes, the nearest first, those that
  // are nearer to the row itself than to each chosen one (algorithm 4).
  void choose(Candidates& candidates, std::size_t most) const;

 private:
  // Marks the rows that a search has visited with the number of the search.
  struct Visits {
    std::vector<std::uint16_t> visited;
    std::uint16_t search = 0;
  };

  std::unique_ptr<Visits> begin_visits() const;
  void end_visits(std::unique_ptr<Visits> visits) const;
  std::span<const Row> room(Row row, int layer) const;

  std::size_t stride_;
  std::size_t degree_;
  std::vector<float> vectors_;
  std::vector<Row> base_links_;
  std::vector<std::vector<Row>> upper_links_;  // per row, degree_ numbers for each layer
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Visits>> free_visits_;  // at most one per thread
};

}  // namespace melsift::index
