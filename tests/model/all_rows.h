// The numbers of all rows of a matrix.
#pragma once

#include <cstddef>
#include <numeric>
#include <vector>

#include "base/matrix.h"

namespace melsift::test {

inline std::vector<std::size_t> all_rows(const Matrix& x) {
  std::vector<std::size_t> rows(static_cast<std::size_t>(x.rows()));
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

}  // namespace melsift::test
