// The matrix types that melsift's modules exchange: single precision, row-major, so that a row (a
// track, a frame, a sample of a batch) is contiguous, which is NumPy's C order.
#pragma once

#include <Eigen/Core>

namespace melsift {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using RowVector = Eigen::Matrix<float, 1, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::Matrix<float, Eigen::Dynamic, 1>;

}  // namespace melsift
