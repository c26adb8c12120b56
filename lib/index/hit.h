// The results of a search.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace melsift::index {

struct Hit {
  std::uint32_t row = 0;
  float score = 0.0F;  // the cosine, -1 to 1 except for rounding

  bool operator==(const Hit&) const = default;
};

// The order of results, a total order: the highest score first, of equal scores the lower row.
inline bool is_better(const Hit& a, const Hit& b) {
  return a.score != b.score ? a.score > b.score : a.row < b.row;
}

// Keeps the best `count` of the added hits in a heap whose top is the worst of them.
class BestHits {
 public:
  explicit BestHits(std::size_t count) : count_(count) {}

  bool full() const { return hits_.size() == count_; }
  // The score that a hit must exceed if rows come in ascending order.
  float threshold() const { return threshold_; }
  const Hit& worst() const { return hits_.front(); }

  // Returns false, without a change, if there are `count` better hits; a NaN score is never added.
  bool add(const Hit& hit) {
    if (!(hit.score >= threshold_) || count_ == 0) return false;
    if (full()) {
      if (!is_better(hit, hits_.front())) return false;
      std::pop_heap(hits_.begin(), hits_.end(), is_better);
      hits_.back() = hit;
    } else {
      hits_.push_back(hit);
    }
    std::push_heap(hits_.begin(), hits_.end(), is_better);
    if (full()) threshold_ = hits_.front().score;
    return true;
  }

  const std::vector<Hit>& hits() const { return hits_; }  // in no order
  std::vector<Hit> sorted() && {
    std::sort(hits_.begin(), hits_.end(), is_better);
    return std::move(hits_);
  }

 private:
  std::size_t count_;
  std::vector<Hit> hits_;
  float threshold_ = -std::numeric_limits<float>::infinity();
};

}  // namespace melsift::index
