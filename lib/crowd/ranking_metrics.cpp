#include "crowd/ranking_metrics.h"

#include <algorithm>
#include <cmath>

namespace melsift::crowd {

double ndcg(std::span<const bool> hits, std::size_t relevant, std::size_t k) {
  const auto discount = [](std::size_t place) {
    return 1.0 / std::log2(static_cast<double>(place) + 2.0);
  };
  double gain = 0.0, ideal = 0.0;
  for (std::size_t i = 0; i < std::min(k, hits.size()); ++i)
    if (hits[i]) gain += discount(i);
  for (std::size_t i = 0; i < std::min(k, relevant); ++i) ideal += discount(i);
  return gain / ideal;
}

double recall(std::span<const bool> hits, std::size_t relevant, std::size_t k) {
  const auto found = std::ranges::count(hits.first(std::min(k, hits.size())), true);
  return static_cast<double>(found) / static_cast<double>(relevant);
}

double average_precision(std::span<const bool> hits, std::size_t relevant, std::size_t k) {
  double sum = 0.0, found = 0.0;
  for (std::size_t i = 0; i < std::min(k, hits.size()); ++i) {
    if (!hits[i]) continue;
    found += 1.0;
    sum += found / static_cast<double>(i + 1);
  }
  return sum / static_cast<double>(std::min(k, relevant));
}

double intra_list_diversity(std::span<const std::uint32_t> items, const SparseRows& by_item) {
  if (items.size() < 2) return 0.0;
  double similarity = 0.0;
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    for (std::size_t j = i + 1; j < items.size(); ++j, ++pairs) {
      const auto a = by_item.row(items[i]), b = by_item.row(items[j]);
      std::size_t common = 0;
      for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
        if (x->column == y->column) ++common;
        const bool step_x = x->column <= y->column, step_y = y->column <= x->column;
        if (step_x) ++x;
        if (step_y) ++y;
      }
      if (common > 0)
        similarity += static_cast<double>(common) /
                      std::sqrt(static_cast<double>(a.size()) * static_cast<double>(b.size()));
    }
  }
  return 1.0 - similarity / static_cast<double>(pairs);
}

double novelty(std::span<const std::uint32_t> items, const SparseRows& by_item) {
  if (items.empty()) return 0.0;
  double bits = 0.0;
  for (const std::uint32_t item : items) {
    const std::size_t listeners = std::max<std::size_t>(by_item.row(item).size(), 1);
    bits += std::log2(static_cast<double>(by_item.columns()) / static_cast<double>(listeners));
  }
  return bits / static_cast<double>(items.size());
}

std::vector<std::uint32_t> best_items(std::span<const float> scores,
                                      std::span<const SparseRows::Entry> left_out,
                                      std::size_t count) {
  std::vector<std::uint32_t> items;
  items.reserve(scores.size());
  auto known = left_out.begin();
  for (std::uint32_t item = 0; item < scores.size(); ++item) {
    if (known != left_out.end() && known->column == item) {
      ++known;
    } else {
      items.push_back(item);
    }
  }
  const auto end = items.begin() + static_cast<std::ptrdiff_t>(std::min(count, items.size()));
  std::partial_sort(items.begin(), end, items.end(), [&](std::uint32_t a, std::uint32_t b) {
    return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
  });
  items.erase(end, items.end());
  return items;
}

}  // namespace melsift::crowd
