// The exact search: all rows are compared with the query.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "index/codes.h"
#include "index/hit.h"

namespace melsift::index {

struct Rows {
  std::size_t count = 0;
  std::size_t stride = 0;
  const float* vectors = nullptr;
  CodesView codes;  // without codes, all vectors are read: the same hits, but slower
};

// The `count` rows with the highest inner product with `query` (stride floats), the best first, on
// up to `threads` threads.  Only rows for which `passes`, if it is not empty, returns true.
std::vector<Hit> scan(const Rows& rows, std::span<const float> query, std::size_t count,
                      unsigned threads, const std::function<bool(std::uint32_t row)>& passes);

}  // namespace melsift::index
