#include "index/graph.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "base/random.h"
#include "base/workers.h"
#include "index/file_format.h"
#include "index/growing_graph.h"

namespace melsift::index {
namespace {

// The nearest first.
std::vector<Row> rows_of(Candidates candidates) {
  std::vector<Row> rows(candidates.size());
  for (std::size_t i = rows.size(); i-- > 0; candidates.pop()) rows[i] = candidates.top().second;
  return rows;
}

// Rows that are linked in one batch.  In larger batches, threads wait for each other less often,
// but more pairs within the batch are compared: 512 per row with this number, while a search
// compares thousands.
constexpr std::size_t kBatch = 1024;

// The insertion of Malkov & Yashunin 2018 (algorithm 1) in batches, so that several threads work
// and the result is still always the same (after Manohar et al. 2024, ParlayANN): the neighbours of
// each row are searched in the graph before the batch, and among the earlier rows of the batch;
// then all links are added, each row's list by one thread.  Batches begin with one row and double.
class Builder {
 public:
  Builder(std::size_t rows, std::size_t stride, const GraphOptions& options)
      : options_(options),
        in_view_(std::max(options.ef_construction, options.degree)),
        grown_(rows, stride, options.degree),
        workers_(thread_count(options.threads)) {}

  std::span<float> vectors(std::size_t first, std::size_t count) {
    return grown_.vectors(first, count);
  }

  // Links all rows except twins of earlier rows.
  void link() {
    find_twins();
    // In a random order: catalogues are sorted by artist, and a graph that begins in a corner of
    // the space stays worse.
    Random random(options_.seed);
    std::vector<Row> order;
    for (std::size_t row = 0; row < twins_.size(); ++row) {
      if (!is_twin_[row]) order.push_back(static_cast<Row>(row));
    }
    random.shuffle(order);
    for (const Row row : order) set_level(row, random);
    entry_ = order.front();
    for (std::size_t done = 1; done < order.size();) {
      const std::size_t size = std::min({done, kBatch, order.size() - done});
      link_batch(std::span(order).subspan(done, size));
      done += size;
      if (options_.progress) options_.progress(done);
    }
  }

  // Moves the links out of the builder.
  Graph take_graph();

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

  void find_twins();
  void set_level(Row row, Random& random);
  void link_batch(std::span<const Row> batch);
  void seek(std::span<const Row> batch, std::size_t number, Newcomer& newcomer);
  Row nearest_above(Row row, int layer) const;
  void add_links(std::span<const Link> links);

  const GraphOptions& options_;
  std::size_t in_view_;  // rows in view when neighbours are searched
  GrowingGraph grown_;
  Row entry_ = 0;  // a row of the highest layer, where searches begin
  Workers workers_;
  std::vector<std::uint32_t> twins_;
  std::vector<bool> is_twin_;  // whether the row is a twin of an earlier one
};

// A few dozen equal vectors would fill each other's lists and form an island that no search leaves.
void Builder::find_twins() {
  const std::size_t rows = grown_.rows();
  twins_.assign(rows, kNone);
  is_twin_.assign(rows, false);
  const auto bytes = [this](Row row) {
    const auto vector = std::as_bytes(grown_.vector(row));
    return std::string_view(reinterpret_cast<const char*>(vector.data()), vector.size());
  };
  std::vector<std::pair<std::uint64_t, Row>> by_hash(rows);
  for (Row row = 0; row < rows; ++row) by_hash[row] = {hash(bytes(row)), row};
  std::sort(by_hash.begin(), by_hash.end());
  std::vector<Row> lasts;  // rows with equal hash, which may be twins
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

// Chooses the layers of a row at random; each higher layer has exponentially fewer rows.
void Builder::set_level(Row row, Random& random) {
  const double scale = 1.0 / std::log(static_cast<double>(options_.degree));
  const double layers = -std::log(1.0 - random.uniform()) * scale;
  grown_.set_level(row, static_cast<int>(std::min<double>(layers, kMaxLayers)));
}

void Builder::link_batch(std::span<const Row> batch) {
  std::vector<Newcomer> newcomers(batch.size());
  workers_.for_each(batch.size(), [&](std::size_t i) { seek(batch, i, newcomers[i]); });
  std::vector<Link> links;
  for (const Newcomer& newcomer : newcomers) {
    for (int layer = 0; layer < static_cast<int>(newcomer.neighbours.size()); ++layer) {
      const std::vector<Row>& neighbours = newcomer.neighbours[layer];
      grown_.set_links(newcomer.row, layer, neighbours);
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
  for (const Row row : batch)
    if (grown_.level(row) > grown_.level(entry_)) entry_ = row;
}

// Finds the neighbours of a row of the batch in all its layers.
void Builder::seek(std::span<const Row> batch, std::size_t number, Newcomer& newcomer) {
  const Row row = batch[number];
  newcomer.row = row;
  newcomer.neighbours.resize(static_cast<std::size_t>(grown_.level(row)) + 1);
  std::vector<float> distances(number);
  for (std::size_t i = 0; i < number; ++i) distances[i] = grown_.distance(row, batch[i]);
  Row entry = nearest_above(row, grown_.level(row));
  for (int layer = grown_.level(row); layer >= 0; --layer) {
    Candidates candidates;
    if (layer <= grown_.level(entry_)) {
      candidates = grown_.search(row, entry, layer, in_view_);
      Candidates rest = candidates;
      for (; !rest.empty(); rest.pop()) entry = rest.top().second;  // the last is the nearest
    }
    for (std::size_t i = 0; i < number; ++i) {
      if (grown_.level(batch[i]) < layer) continue;
      if (candidates.size() == in_view_) {
        if (distances[i] >= candidates.top().first) continue;
        candidates.pop();
      }
      candidates.emplace(distances[i], batch[i]);
    }
    grown_.choose(candidates, options_.degree);
    newcomer.neighbours[layer] = rows_of(std::move(candidates));
  }
}

// The entry point for the row in `layer`: the nearest row that a greedy search from the top
// reaches.
Row Builder::nearest_above(Row row, int layer) const {
  Row nearest = entry_;
  float least = grown_.distance(row, nearest);
  for (int above = grown_.level(entry_); above > layer; --above) {
    for (bool moved = true; moved;) {
      moved = false;
      for (const Row neighbour : grown_.links(nearest, above)) {
        const float there = grown_.distance(row, neighbour);
        if (!(there < least)) continue;
        least = there;
        nearest = neighbour;
        moved = true;
      }
    }
  }
  return nearest;
}

// Adds links of one row and layer to its list; if there are too many, it chooses.
void Builder::add_links(std::span<const Link> links) {
  const auto [layer, row, first] = links.front();
  Candidates candidates;
  for (const Row neighbour : grown_.links(row, layer))
    candidates.emplace(grown_.distance(row, neighbour), neighbour);
  for (const Link& link : links) candidates.emplace(grown_.distance(row, link.to), link.to);
  const std::size_t most = grown_.most_links(layer);
  if (candidates.size() > most) grown_.choose(candidates, most);
  grown_.set_links(row, layer, rows_of(std::move(candidates)));
}

Graph Builder::take_graph() {
  const std::size_t rows = twins_.size();
  const std::size_t degree = options_.degree;
  Graph graph;
  graph.links = grown_.take_base_links();
  graph.entry = entry_;
  std::vector<std::uint32_t> below(rows);  // each row's number in the layer below
  std::iota(below.begin(), below.end(), 0U);
  for (int l = 1; l <= grown_.level(entry_); ++l) {
    Graph::Layer& layer = graph.layers.emplace_back();
    std::unordered_map<Row, std::uint32_t> numbers;
    for (Row row = 0; row < rows; ++row) {
      if (grown_.level(row) < l) continue;
      numbers[row] = static_cast<std::uint32_t>(layer.rows.size());
      layer.rows.push_back(row);
      layer.below.push_back(below[row]);
    }
    layer.links.assign(layer.rows.size() * degree, kNone);
    for (std::size_t node = 0; node < layer.rows.size(); ++node) {
      auto out = layer.links.begin() + node * degree;
      for (const Row neighbour : grown_.links(layer.rows[node], l)) *out++ = numbers.at(neighbour);
      below[layer.rows[node]] = static_cast<std::uint32_t>(node);
    }
    graph.entry = numbers.at(entry_);
  }
  graph.twins = std::move(twins_);
  return graph;
}

}  // namespace

Graph build_graph(std::size_t rows, std::size_t stride,
                  const std::function<void(std::size_t first, std::span<float> out)>& fill,
                  const GraphOptions& options) {
  if (options.degree < 2 || options.degree > kMaxDegree)
    throw Error(ErrorKind::invalid_argument, "degree",
                std::to_string(options.degree) + ", expected 2 to " + std::to_string(kMaxDegree));
  if (rows == 0) return {};
  Builder builder(rows, stride, options);
  constexpr std::size_t kBlock = 4096;  // rows
  for (std::size_t first = 0; first < rows; first += kBlock)
    fill(first, builder.vectors(first, std::min(kBlock, rows - first)));
  builder.link();
  return builder.take_graph();
}

}  // namespace melsift::index
