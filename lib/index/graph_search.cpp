#include "index/graph_search.h"

#include <bit>

#include "base/error.h"
#include "index/inner_product.h"

namespace melsift::index {
namespace {

// The rows that a search has seen: a hash table with open addressing, whose size depends on the
// search and not on the catalogue.  A bit for each row would take longer to clear than the search
// takes.
class SeenRows {
 public:
  explicit SeenRows(std::size_t expected)
      : slots_(std::bit_ceil(2 * expected + 2), kNone), shift_(32 - width()) {}

  // False if the row has been added before.
  bool insert(std::uint32_t row) {
    if (2 * (count_ + 1) > slots_.size()) grow();
    if (!place(row)) return false;
    ++count_;
    return true;
  }

 private:
  int width() const { return std::countr_zero(slots_.size()); }
  bool place(std::uint32_t row) {
    // Fibonacci hashing (Knuth, volume 3, 6.4).
    std::size_t slot = static_cast<std::uint32_t>(row * 2654435769U) >> shift_;
    while (slots_[slot] != kNone) {
      if (slots_[slot] == row) return false;
      slot = (slot + 1) & (slots_.size() - 1);
    }
    slots_[slot] = row;
    return true;
  }
  void grow() {
    const std::vector<std::uint32_t> old = std::move(slots_);
    slots_.assign(2 * old.size(), kNone);
    shift_ = 32 - width();
    for (const std::uint32_t row : old) {
      if (row != kNone) place(row);
    }
  }

  std::vector<std::uint32_t> slots_;
  std::size_t count_ = 0;
  int shift_;
};

class GraphSearch {
 public:
  GraphSearch(const GraphView& graph, const float* query, const std::string& path)
      : graph_(graph), query_(query), path_(path) {}

  // The entry point of the lowest layer: a greedy search through each layer above.  Each step is
  // strictly nearer, so the search ends.
  Hit enter() const {
    if (graph_.layers.empty()) return hit(checked(graph_.entry, graph_.rows));
    std::uint32_t node = graph_.entry;
    Hit best;
    for (std::size_t l = graph_.layers.size(); l-- > 0;) {
      const GraphView::Layer& layer = graph_.layers[l];
      checked(node, layer.nodes);
      best = hit(checked(layer.rows[node], graph_.rows));
      for (bool moved = true; moved;) {
        const std::uint32_t* links = layer.links + node * graph_.degree;
        moved = false;
        for (std::size_t i = 0; i < graph_.degree && links[i] != kNone; ++i) {
          const std::uint32_t neighbour = checked(links[i], layer.nodes);
          const Hit there = hit(checked(layer.rows[neighbour], graph_.rows));
          if (!(there.score > best.score)) continue;
          best = there;
          node = neighbour;
          moved = true;
        }
      }
      node = layer.below[node];
    }
    checked(node, graph_.rows);
    return hit(node);
  }

  // Algorithm 2 in the lowest layer.
  BestHits nearest(const Hit& entry, std::size_t ef) {
    BestHits found(ef);
    // A search sees some 20 rows for each that it keeps.
    SeenRows seen(std::min(graph_.rows, 20 * ef));
    const auto is_worse = [](const Hit& a, const Hit& b) { return is_better(b, a); };
    std::vector<Hit> candidates;  // a heap, the best on top
    if (found.add(entry)) candidates.push_back(entry);
    seen.insert(entry.row);
    while (!candidates.empty()) {
      const Hit candidate = candidates.front();
      if (found.full() && is_better(found.worst(), candidate)) break;
      std::pop_heap(candidates.begin(), candidates.end(), is_worse);
      candidates.pop_back();
      visit_neighbours(candidate.row, seen);
      for (const Hit& neighbour : neighbours_) {
        if (!found.add(neighbour)) continue;
        candidates.push_back(neighbour);
        std::push_heap(candidates.begin(), candidates.end(), is_worse);
      }
    }
    return found;
  }

 private:
  std::uint32_t checked(std::uint32_t number, std::size_t size) const {
    if (number >= size)
      throw Error(ErrorKind::corrupt, path_, "is a damaged index: its graph has invalid links");
    return number;
  }
  Hit hit(std::uint32_t row) const {
    return {row, inner_product(query_, graph_.vector(row), graph_.stride)};
  }

  // Writes the row's neighbours that were not seen before to neighbours_.
  void visit_neighbours(std::uint32_t row, SeenRows& seen) {
    constexpr std::size_t kTogether = 8;
    const std::uint32_t* links = graph_.links + std::size_t{row} * 2 * graph_.degree;
    neighbours_.clear();
    for (std::size_t i = 0; i < 2 * graph_.degree && links[i] != kNone; ++i) {
      if (!seen.insert(checked(links[i], graph_.rows))) continue;
      neighbours_.push_back({links[i], 0.0F});
      // Prefetches all cache lines of all vectors before the first one is used.
      const float* vector = graph_.vector(links[i]);
      for (std::size_t at = 0; at < graph_.stride; at += kStrideUnit)
        __builtin_prefetch(vector + at);
    }
    std::size_t i = 0;
    for (; i + kTogether <= neighbours_.size(); i += kTogether) {
      std::array<const float*, kTogether> rows;
      std::array<float, kTogether> scores;
      for (std::size_t r = 0; r < kTogether; ++r) rows[r] = graph_.vector(neighbours_[i + r].row);
      inner_products(query_, rows, graph_.stride, scores.data());
      for (std::size_t r = 0; r < kTogether; ++r) neighbours_[i + r].score = scores[r];
    }
    for (; i < neighbours_.size(); ++i) neighbours_[i] = hit(neighbours_[i].row);
  }

  const GraphView& graph_;
  const float* query_;
  const std::string& path_;
  std::vector<Hit> neighbours_;
};

}  // namespace

std::vector<Hit> search_graph(const GraphView& graph, const float* query, std::size_t count,
                              std::size_t ef, const std::string& path) {
  GraphSearch search(graph, query, path);
  const BestHits near = search.nearest(search.enter(), std::max(ef, count));
  BestHits best(count);
  for (Hit hit : near.hits()) {
    best.add(hit);
    // Twins are chained in the order of rows: a chain that goes back is damaged.
    for (std::uint32_t twin = graph.twins[hit.row]; twin != kNone; twin = graph.twins[hit.row]) {
      if (twin >= graph.rows || twin <= hit.row)
        throw Error(ErrorKind::corrupt, path, "is a damaged index: its twins are invalid");
      hit.row = twin;
      if (!best.add(hit)) break;
    }
  }
  return std::move(best).sorted();
}

}  // namespace melsift::index
