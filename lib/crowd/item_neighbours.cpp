#include "crowd/item_neighbours.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace melsift::crowd {
namespace {

constexpr std::size_t kItemsPerTask = 64;
constexpr double kSaturation = 1.2;    // BM25's k1
constexpr double kLengthShare = 0.75;  // BM25's b

// idf of each user: log(1 + items / the user's items), never below zero.
std::vector<double> user_idf(const SparseRows& by_user) {
  std::vector<double> idf;
  for (std::size_t user = 0; user < by_user.rows(); ++user)
    idf.push_back(
        std::log1p(static_cast<double>(by_user.columns()) /
                   static_cast<double>(std::max<std::size_t>(by_user.row(user).size(), 1))));
  return idf;
}

// The weighted columns, as rows.
SparseRows weighted_columns(const SparseRows& by_user, Similarity similarity) {
  const SparseRows by_item = by_user.transposed();
  if (similarity == Similarity::cosine) return by_item;
  const std::vector<double> idf = user_idf(by_user);
  double total = 0.0;
  for (const auto& entry : by_item.entries()) total += static_cast<double>(entry.value);
  const double mean_length = total / static_cast<double>(std::max<std::size_t>(by_item.rows(), 1));
  SparseRows result(by_item.columns());
  for (std::size_t item = 0; item < by_item.rows(); ++item) {
    std::vector<SparseRows::Entry> row(by_item.row(item).begin(), by_item.row(item).end());
    double length = 0.0;
    for (const auto& entry : row) length += static_cast<double>(entry.value);
    const double norm = kSaturation * (1.0 - kLengthShare + kLengthShare * length / mean_length);
    for (auto& entry : row) {
      const auto worth = static_cast<double>(entry.value);
      const double term = similarity == Similarity::tfidf
                              ? std::sqrt(worth)
                              : worth * (kSaturation + 1.0) / (worth + norm);
      entry.value = static_cast<float>(term * idf[entry.column]);
    }
    result.add_row(row);
  }
  return result;
}

}  // namespace

SparseRows item_neighbours(const SparseRows& by_user, const NeighbourSettings& settings,
                           Workers& workers) {
  const SparseRows columns = weighted_columns(by_user, settings.similarity);
  const SparseRows listens = columns.transposed();
  const std::size_t items = columns.rows();
  std::vector<double> norms;
  for (std::size_t item = 0; item < items; ++item) {
    double sum = 0.0;
    for (const auto& entry : columns.row(item))
      sum += static_cast<double>(entry.value) * static_cast<double>(entry.value);
    norms.push_back(std::sqrt(sum));
  }
  std::vector<std::vector<SparseRows::Entry>> rows(items);
  workers.for_each((items + kItemsPerTask - 1) / kItemsPerTask, [&](std::size_t task) {
    std::vector<double> products(items, 0.0);
    std::vector<std::uint32_t> seen;
    const std::size_t end = std::min(items, (task + 1) * kItemsPerTask);
    for (std::size_t item = task * kItemsPerTask; item < end; ++item) {
      for (const auto& [user, worth] : columns.row(item)) {
        for (const auto& [other, its_worth] : listens.row(user)) {
          if (products[other] == 0.0) seen.push_back(other);
          products[other] += static_cast<double>(worth) * static_cast<double>(its_worth);
        }
      }
      auto& row = rows[item];
      for (const std::uint32_t other : seen) {
        if (other != item)
          row.push_back({other, static_cast<float>(products[other] / (norms[item] * norms[other] +
                                                                      settings.shrinkage))});
        products[other] = 0.0;
      }
      seen.clear();
      row = strongest(std::move(row), settings.neighbours);
    }
  });
  SparseRows result(items);
  for (const auto& row : rows) result.add_row(row);
  return result;
}

}  // namespace melsift::crowd
