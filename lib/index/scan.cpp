#include "index/scan.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <utility>

#include "base/parallel.h"
#include "index/inner_product.h"

namespace melsift::index {
namespace {

// Rows that a thread processes at a time, about 0.1 ms of work: few enough that no thread ends much
// later than the others, and enough that starting threads for two blocks is worthwhile.
constexpr std::size_t kBlock = 16384;
constexpr std::size_t kTogether = 8;  // rows whose sums are in registers at the same time
static_assert(kTogether == CodedQuery::kTogether);

class Scan {
 public:
  Scan(const Rows& rows, std::span<const float> query, std::size_t count,
       const std::function<bool(std::uint32_t)>& passes)
      : rows_(rows),
        query_(query.data()),
        coded_(query, rows.codes.residual),
        by_codes_(rows.codes.codes != nullptr && coded_.is_finite()),
        count_(count),
        passes_(passes) {}

  // The best hits of the blocks that `next` gives, in ascending order.  The distribution of blocks
  // to threads does not influence the overall best, because is_better() is a total order.
  BestHits best(std::atomic<std::size_t>& next) const {
    BestHits found(count_);
    for (;;) {
      const std::size_t begin = next.fetch_add(1, std::memory_order_relaxed) * kBlock;
      if (begin >= rows_.count) return found;
      const std::size_t end = std::min(rows_.count, begin + kBlock);
      std::size_t row = begin;
      for (; row + kTogether <= end; row += kTogether) {
        if (by_codes_)
          compare_codes(row, found);
        else
          compare_vectors(row, found);
      }
      for (; row < end; ++row) compare(row, found);
    }
  }

 private:
  // Reads the vectors of those of eight rows whose bound is above the worst hit.
  void compare_codes(std::size_t row, BestHits& found) const {
    std::array<float, kTogether> bounds;
    coded_.bounds(rows_.codes.codes + row * rows_.stride, rows_.codes.scales + row, bounds);
    bool near = false;
    for (const float bound : bounds) near |= bound > found.threshold();
    if (!near) return;
    for (std::size_t r = 0; r < kTogether; ++r)
      if (bounds[r] > found.threshold()) compare(row + r, found);
  }

  void compare_vectors(std::size_t row, BestHits& found) const {
    std::array<const float*, kTogether> vectors;
    std::array<float, kTogether> scores;
    for (std::size_t r = 0; r < kTogether; ++r)
      vectors[r] = rows_.vectors + (row + r) * rows_.stride;
    inner_products(query_, vectors, rows_.stride, scores.data());
    for (std::size_t r = 0; r < kTogether; ++r) add_if_better(row + r, scores[r], found);
  }

  void compare(std::size_t row, BestHits& found) const {
    const float* vector = rows_.vectors + row * rows_.stride;
    add_if_better(row, inner_product(query_, vector, rows_.stride), found);
  }

  void add_if_better(std::size_t row, float score, BestHits& found) const {
    // The rows of a thread ascend, so a row with the score of the worst hit does not replace it.
    if (!(score > found.threshold())) return;
    const auto number = static_cast<std::uint32_t>(row);
    if (!passes_ || passes_(number)) found.add({number, score});
  }

  const Rows& rows_;
  const float* query_;
  CodedQuery coded_;
  bool by_codes_;
  std::size_t count_;
  const std::function<bool(std::uint32_t)>& passes_;
};

}  // namespace

std::vector<Hit> scan(const Rows& rows, std::span<const float> query, std::size_t count,
                      unsigned threads, const std::function<bool(std::uint32_t row)>& passes) {
  const Scan scan(rows, query, count, passes);
  const std::size_t shares =
      std::min<std::size_t>(thread_count(threads), (rows.count + kBlock - 1) / kBlock);
  std::vector<BestHits> found(shares, BestHits(count));
  std::atomic<std::size_t> next{0};
  parallel_for(shares, static_cast<unsigned>(shares),
               [&](std::size_t share) { found[share] = scan.best(next); });
  BestHits best(count);
  for (const BestHits& some : found) {
    for (const Hit& hit : some.hits()) best.add(hit);
  }
  return std::move(best).sorted();
}

}  // namespace melsift::index
