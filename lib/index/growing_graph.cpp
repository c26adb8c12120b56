#include "index/growing_graph.h"

#include <algorithm>
#include <array>

#include "index/file_format.h"
#include "index/inner_product.h"

namespace melsift::index {
namespace {

// Adds in the order of hnswlib: one chain of additions, then lane after lane.  The sums of
// inner_product() may differ in the last bit.
float chained_product(const float* a, const float* b, std::size_t stride) {
  Lanes chain{};
  for (std::size_t i = 0; i < stride; i += kLanes)
    chain +=
        *reinterpret_cast<const LooseLanes*>(a + i) * *reinterpret_cast<const LooseLanes*>(b + i);
  std::array<float, kLanes> lanes;
  *reinterpret_cast<LooseLanes*>(lanes.data()) = chain;
  float sum = lanes[0];
  for (std::size_t lane = 1; lane < kLanes; ++lane) sum += lanes[lane];
  return sum;
}

}  // namespace

GrowingGraph::GrowingGraph(std::size_t rows, std::size_t stride, std::size_t degree)
    : stride_(stride),
      degree_(degree),
      vectors_(rows * stride),
      base_links_(rows * 2 * degree, kNone),
      upper_links_(rows) {}

float GrowingGraph::distance(Row a, Row b) const {
  return 1.0F - chained_product(vector(a).data(), vector(b).data(), stride_);
}

void GrowingGraph::set_level(Row row, int level) {
  upper_links_[row].assign(static_cast<std::size_t>(level) * degree_, kNone);
}

std::span<const Row> GrowingGraph::room(Row row, int layer) const {
  const std::size_t most = most_links(layer);
  if (layer == 0) return std::span(base_links_).subspan(row * most, most);
  return std::span(upper_links_[row]).subspan(static_cast<std::size_t>(layer - 1) * most, most);
}

std::span<const Row> GrowingGraph::links(Row row, int layer) const {
  const auto all = room(row, layer);
  return all.first(static_cast<std::size_t>(std::ranges::find(all, kNone) - all.begin()));
}

void GrowingGraph::set_links(Row row, int layer, std::span<const Row> links) {
  const std::size_t most = most_links(layer);
  const std::span<Row> all =
      layer == 0
          ? std::span(base_links_).subspan(row * most, most)
          : std::span(upper_links_[row]).subspan(static_cast<std::size_t>(layer - 1) * most, most);
  std::ranges::fill(std::ranges::copy(links, all.begin()).out, all.end(), kNone);
}

std::unique_ptr<GrowingGraph::Visits> GrowingGraph::begin_visits() const {
  std::unique_ptr<Visits> visits;
  {
    const std::lock_guard lock(mutex_);
    if (!free_visits_.empty()) {
      visits = std::move(free_visits_.back());
      free_visits_.pop_back();
    }
  }
  if (!visits) {
    visits = std::make_unique<Visits>();
    visits->visited.resize(rows());
  }
  if (++visits->search == 0) {  // all numbers are used up
    std::ranges::fill(visits->visited, std::uint16_t{0});
    visits->search = 1;
  }
  return visits;
}

void GrowingGraph::end_visits(std::unique_ptr<Visits> visits) const {
  const std::lock_guard lock(mutex_);
  free_visits_.push_back(std::move(visits));
}

Candidates GrowingGraph::search(Row row, Row entry, int layer, std::size_t count) const {
  auto visits = begin_visits();
  std::vector<std::uint16_t>& visited = visits->visited;
  Candidates nearest, open;  // the distances of `open` are negative: the nearest is on top
  float farthest = distance(row, entry);
  nearest.emplace(farthest, entry);
  open.emplace(-farthest, entry);
  visited[entry] = visits->search;
  while (!open.empty()) {
    const auto [distance_there, there] = open.top();
    if (-distance_there > farthest && nearest.size() == count) break;
    open.pop();
    const std::span<const Row> all = room(there, layer);
    for (std::size_t i = 0; i < all.size() && all[i] != kNone; ++i) {
      if (i + 1 < all.size() && all[i + 1] != kNone) {  // loading takes longer than the product
        __builtin_prefetch(&visited[all[i + 1]]);
        __builtin_prefetch(&vectors_[all[i + 1] * stride_]);
      }
      const Row neighbour = all[i];
      if (visited[neighbour] == visits->search) continue;
      visited[neighbour] = visits->search;
      const float away = distance(row, neighbour);
      if (nearest.size() >= count && !(farthest > away)) continue;
      open.emplace(-away, neighbour);
      nearest.emplace(away, neighbour);
      if (nearest.size() > count) nearest.pop();
      farthest = nearest.top().first;
    }
  }
  end_visits(std::move(visits));
  return nearest;
}

void GrowingGraph::choose(Candidates& candidates, std::size_t most) const {
  if (candidates.size() < most) return;
  std::priority_queue<Candidate> open;  // negative distances, as above
  for (; !candidates.empty(); candidates.pop())
    open.emplace(-candidates.top().first, candidates.top().second);
  std::vector<Candidate> chosen;
  for (; !open.empty() && chosen.size() < most; open.pop()) {
    const auto [away, row] = open.top();
    const bool is_nearest = std::ranges::none_of(
        chosen,
        [&, away = away, row = row](const auto& c) { return distance(c.second, row) < -away; });
    if (is_nearest) chosen.emplace_back(away, row);
  }
  for (const auto& [away, row] : chosen) candidates.emplace(-away, row);
}

}  // namespace melsift::index
