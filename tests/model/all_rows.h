// The numbers of all rows of a matrix, and the rows of a dataset as one.
#pragma once

#include <cstddef>
#include <numeric>
#include <vector>

#include "base/matrix.h"
#include "model/sample_rows.h"

namespace melsift::test {

inline std::vector<std::size_t> all_rows(const model::SampleRows& x) {
  std::vector<std::size_t> rows(static_cast<std::size_t>(x.rows()));
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

inline Matrix matrix_of(const model::SampleRows& x) {
  Matrix matrix(x.rows(), x.cols());
  for (Eigen::Index row = 0; row < x.rows(); ++row) matrix.row(row) = x.row(row);
  return matrix;
}

}  // namespace melsift::test
