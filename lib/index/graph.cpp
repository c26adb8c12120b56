#include "index/graph.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <new>
#include <numeric>
#include <queue>
#include <stdexcept>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <hnswlib/hnswlib.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "base/random.h"
#include "base/workers.h"
#include "index/file_format.h"

namespace melsift::index {
namespace {

using Row = hnswlib::tableint;
using Hnsw = hnswlib::HierarchicalNSW<float>;
using Candidate = std::pair<float, Row>;  // 1 - cosine; and the row
using Candidates =
    std::priority_queue<Candidate, std::vector<Candidate>, Hnsw::CompareByFirst>;  // farthest first

// Rows that are linked together.  The larger, the less often threads wait for each other; the more
// pairs within a batch are looked at, 512 a row for this one beside the search's thousands.
constexpr std::size_t kBatch = 1024;

// The insertion of Malkov & Yashunin 2018 (algorithm 1) in batches, so that threads have work and
// still the result is always the same (after Manohar et al. 2024, ParlayANN): each row of a batch
// is sought in the graph as it was before the batch, and among the rows before it in the batch;
// then all links are made, each row's list by one thread.  Batches double from one row on.
class Builder {
 public:
  Builder(std::size_t rows, std::size_t stride, const GraphOptions& options)
      : options_(options),
        space_(stride),
        hnsw_(&space_, rows, options.degree, options.ef_construction),
        workers_(thread_count(options.threads)) {
    std::memset(hnsw_.data_level0_memory_, 0, rows * hnsw_.size_data_per_element_);
    std::fill_n(hnsw_.linkLists_, rows, nullptr);
    hnsw_.cur_element_count = rows;  // levels of 0 until they are drawn: nothing to free
  }

  float* vector(std::size_t row) {
    return reinterpret_cast<float*>(hnsw_.getDataByInternalId(static_cast<Row>(row)));
  }

  // Links all rows but twins of earlier ones.
  void link() {
    find_twins();
    // In an order drawn by lot: catalogues are sorted by artist, and a graph that begins with a
    // corner of the space stays worse.
    Random random(options_.seed);
    std::vector<Row> order;
    for (std::size_t row = 0; row < twins_.size(); ++row) {
      if (!is_twin_[row]) order.push_back(static_cast<Row>(row));
    }
    random.shuffle(order);
    for (const Row row : order) set_level(row, random);
    hnsw_.enterpoint_node_ = order.front();
    hnsw_.maxlevel_ = hnsw_.element_levels_[order.front()];
    for (std::size_t done = 1; done < order.size();) {
      const std::size_t size = std::min({done, kBatch, order.size() - done});
      link_batch(std::span(order).subspan(done, size));
      done += size;
      if (options_.progress) options_.progress(done);
    }
  }

  Graph graph() const;

 private:
  // A row of a batch and the neighbours found for it, layer by layer.
  struct Newcomer {
    Row row = 0;
    std::vector<std::vector<Row>> neighbours;
  };
  struct Link {
    int layer = 0;
    Row from = 0, to = 0;

    auto operator<=>(const Link&) const = default;
  };

  int level(Row row) const { return hnsw_.element_levels_[row]; }
  const void* data(Row row) const { return hnsw_.getDataByInternalId(row); }
  float distance(Row a, Row b) const {
    return hnsw_.fstdistfunc_(data(a), data(b), hnsw_.dist_func_param_);
  }
  std::span<Row> list(Row row, int layer) const {
    auto* begin = hnsw_.get_linklist_at_level(row, layer);
    return {begin + 1, hnsw_.getListCount(begin)};
  }
  void set_list(Row row, int layer, std::span<const Row> neighbours) {
    auto* begin = hnsw_.get_linklist_at_level(row, layer);
    hnsw_.setListCount(begin, static_cast<unsigned short>(neighbours.size()));
    std::copy(neighbours.begin(), neighbours.end(), begin + 1);
  }

  void find_twins();
  void set_level(Row row, Random& random);
  void link_batch(std::span<const Row> batch);
  void seek(std::span<const Row> batch, std::size_t number, Newcomer& newcomer);
  Row nearest_above(Row row, int layer) const;
  std::vector<Row> chosen(Candidates& candidates, std::size_t most);
  void add_links(std::span<const Link> links);

  const GraphOptions& options_;
  hnswlib::InnerProductSpace space_;
  Hnsw hnsw_;
  Workers workers_;
  std::vector<std::uint32_t> twins_;
  std::vector<bool> is_twin_;  // of an earlier row
};

// A few dozen equal vectors would fill each other's lists and be an island that no search leaves.
void Builder::find_twins() {
  const std::size_t rows = hnsw_.max_elements_;
  twins_.assign(rows, kNone);
  is_twin_.assign(rows, false);
  const auto bytes = [this](Row row) {
    return std::string_view(static_cast<const char*>(data(row)), hnsw_.data_size_);
  };
  std::vector<std::pair<std::uint64_t, Row>> by_hash(rows);
  for (Row row = 0; row < rows; ++row) by_hash[row] = {hash(bytes(row)), row};
  std::sort(by_hash.begin(), by_hash.end());
  std::vector<Row> lasts;  // of each set of twins, those of one hash
  for (std::size_t i = 0; i < rows; ++i) {
    const Row row = by_hash[i].second;
    if (i > 0 && by_hash[i].first != by_hash[i - 1].first) lasts.clear();
    const auto twin = std::ranges::find_if(lasts, [&](Row r) { return bytes(r) == bytes(row); });
    if (twin == lasts.end()) {
      lasts.push_back(row);
    } else {
      twins_[*twin] = row;
      is_twin_[row] = true;
      *twin = row;
    }
  }
}

// Draws the layers that the row is in, exponentially fewer rows with each, and makes room for its
// links there.
void Builder::set_level(Row row, Random& random) {
  const double layers = -std::log(1.0 - random.uniform()) * hnsw_.mult_;
  const int highest = static_cast<int>(std::min<double>(layers, kMostLayers));
  if (highest == 0) return;
  // hnswlib frees it; when it looks ahead it reads one number beyond a list.
  const auto lists = static_cast<std::size_t>(highest);
  auto* room = static_cast<char*>(
      std::calloc(lists * hnsw_.size_links_per_element_ + sizeof(Row), sizeof(char)));
  if (!room) throw std::bad_alloc();
  hnsw_.linkLists_[row] = room;
  hnsw_.element_levels_[row] = highest;
}

void Builder::link_batch(std::span<const Row> batch) {
  std::vector<Newcomer> newcomers(batch.size());
  workers_.for_each(batch.size(), [&](std::size_t i) { seek(batch, i, newcomers[i]); });
  std::vector<Link> links;
  for (const Newcomer& newcomer : newcomers) {
    for (int layer = 0; layer < static_cast<int>(newcomer.neighbours.size()); ++layer) {
      const std::vector<Row>& neighbours = newcomer.neighbours[layer];
      set_list(newcomer.row, layer, neighbours);
      for (const Row neighbour : neighbours) links.push_back({layer, neighbour, newcomer.row});
    }
  }
  std::sort(links.begin(), links.end());
  std::vector<std::span<const Link>> lists;  // the new links of each row and layer
  for (std::size_t begin = 0, end = 0; begin < links.size(); begin = end) {
    while (end < links.size() && links[end].layer == links[begin].layer &&
           links[end].from == links[begin].from)
      ++end;
    lists.push_back(std::span(links).subspan(begin, end - begin));
  }
  workers_.for_each(lists.size(), [&](std::size_t i) { add_links(lists[i]); });
  for (const Row row : batch) {
    if (level(row) <= hnsw_.maxlevel_) continue;
    hnsw_.maxlevel_ = level(row);
    hnsw_.enterpoint_node_ = row;
  }
}

// The neighbours of a batch's row, of all its layers.
void Builder::seek(std::span<const Row> batch, std::size_t number, Newcomer& newcomer) {
  const Row row = batch[number];
  newcomer.row = row;
  newcomer.neighbours.resize(static_cast<std::size_t>(level(row)) + 1);
  std::vector<float> distances(number);
  for (std::size_t i = 0; i < number; ++i) distances[i] = distance(row, batch[i]);
  Row entry = nearest_above(row, level(row));
  for (int layer = level(row); layer >= 0; --layer) {
    Candidates candidates;
    if (layer <= hnsw_.maxlevel_) {
      candidates = hnsw_.searchBaseLayer(entry, data(row), layer);
      Candidates rest = candidates;
      for (; !rest.empty(); rest.pop()) entry = rest.top().second;  // the last is the nearest
    }
    for (std::size_t i = 0; i < number; ++i) {
      if (level(batch[i]) < layer) continue;
      if (candidates.size() == hnsw_.ef_construction_) {
        if (distances[i] >= candidates.top().first) continue;
        candidates.pop();
      }
      candidates.emplace(distances[i], batch[i]);
    }
    newcomer.neighbours[layer] = chosen(candidates, hnsw_.M_);
  }
}

// Where the row would be entered in `layer`: straight towards it from the top.
Row Builder::nearest_above(Row row, int layer) const {
  Row nearest = hnsw_.enterpoint_node_;
  float least = distance(row, nearest);
  for (int above = hnsw_.maxlevel_; above > layer; --above) {
    for (bool moved = true; moved;) {
      moved = false;
      for (const Row neighbour : list(nearest, above)) {
        const float there = distance(row, neighbour);
        if (!(there < least)) continue;
        least = there;
        nearest = neighbour;
        moved = true;
      }
    }
  }
  return nearest;
}

// At most `most` of the candidates, the nearest first: none that is nearer to a chosen one than to
// the row they are for (algorithm 4).
std::vector<Row> Builder::chosen(Candidates& candidates, std::size_t most) {
  hnsw_.getNeighborsByHeuristic2(candidates, most);
  std::vector<Row> rows(candidates.size());
  for (std::size_t i = rows.size(); i-- > 0; candidates.pop()) rows[i] = candidates.top().second;
  return rows;
}

// Adds links, all of one row and layer, to its list; where they are too many, chooses.
void Builder::add_links(std::span<const Link> links) {
  const auto [layer, row, first] = links.front();
  Candidates candidates;
  const auto old = list(row, layer);
  for (const Row neighbour : old) candidates.emplace(distance(row, neighbour), neighbour);
  for (const Link& link : links) candidates.emplace(distance(row, link.to), link.to);
  const std::size_t most = layer == 0 ? hnsw_.maxM0_ : hnsw_.maxM_;
  if (candidates.size() > most) {
    set_list(row, layer, chosen(candidates, most));
    return;
  }
  std::vector<Row> all(candidates.size());
  for (std::size_t i = all.size(); i-- > 0; candidates.pop()) all[i] = candidates.top().second;
  set_list(row, layer, all);
}

Graph Builder::graph() const {
  const std::size_t rows = twins_.size();
  const std::size_t degree = options_.degree;
  Graph graph;
  graph.twins = twins_;
  graph.links.assign(rows * 2 * degree, kNone);
  for (std::size_t row = 0; row < rows; ++row)
    std::ranges::copy(list(static_cast<Row>(row), 0), graph.links.begin() + row * 2 * degree);
  graph.entry = hnsw_.enterpoint_node_;
  std::vector<std::uint32_t> below(rows);  // each row's number in the layer below
  std::iota(below.begin(), below.end(), 0U);
  for (int l = 1; l <= hnsw_.maxlevel_; ++l) {
    Graph::Layer& layer = graph.layers.emplace_back();
    std::unordered_map<Row, std::uint32_t> numbers;
    for (std::size_t row = 0; row < rows; ++row) {
      if (hnsw_.element_levels_[row] < l) continue;
      numbers[static_cast<Row>(row)] = static_cast<std::uint32_t>(layer.rows.size());
      layer.rows.push_back(static_cast<std::uint32_t>(row));
      layer.below.push_back(below[row]);
    }
    layer.links.assign(layer.rows.size() * degree, kNone);
    for (std::size_t node = 0; node < layer.rows.size(); ++node) {
      auto out = layer.links.begin() + node * degree;
      for (const Row neighbour : list(layer.rows[node], l)) *out++ = numbers.at(neighbour);
      below[layer.rows[node]] = static_cast<std::uint32_t>(node);
    }
    graph.entry = numbers.at(hnsw_.enterpoint_node_);
  }
  return graph;
}

}  // namespace

Graph build_graph(std::size_t rows, std::size_t stride,
                  const std::function<void(std::size_t first, std::span<float> out)>& fill,
                  const GraphOptions& options) {
  if (options.degree < 2 || options.degree > kMostDegree)
    throw Error(ErrorKind::invalid_argument, "degree",
                std::to_string(options.degree) + ", expected 2 to " + std::to_string(kMostDegree));
  if (rows == 0) return {};
  try {
    Builder builder(rows, stride, options);
    std::vector<float> block;
    for (std::size_t first = 0; first < rows;) {
      const std::size_t count = std::min<std::size_t>(4096, rows - first);
      block.resize(count * stride);
      fill(first, block);
      for (std::size_t i = 0; i < count; ++i)
        std::copy_n(block.data() + i * stride, stride, builder.vector(first + i));
      first += count;
    }
    builder.link();
    return builder.graph();
  } catch (const std::runtime_error& failure) {
    if (dynamic_cast<const Error*>(&failure)) throw;  // of `fill`
    throw std::bad_alloc();                           // all that hnswlib can complain of here
  }
}

}  // namespace melsift::index
