#include "dsp/dct.h"

#include <cmath>
#include <numbers>

namespace melsift::dsp {

Eigen::MatrixXd dct_matrix(int count, int length) {
  Eigen::MatrixXd matrix(count, length);
  for (int k = 0; k < count; ++k) {
    const double scale = std::sqrt((k == 0 ? 1.0 : 2.0) / length);
    for (int n = 0; n < length; ++n)
      matrix(k, n) = scale * std::cos(std::numbers::pi * k * (2 * n + 1) / (2.0 * length));
  }
  return matrix;
}

}  // namespace melsift::dsp
