// The discrete cosine transform.
#pragma once

#include "base/matrix.h"

namespace melsift::dsp {

// The first `count` rows of the orthonormal DCT-II of `length` points (scipy.fft.dct(type=2,
// norm="ortho")), as a (count, length) matrix; 1 <= count <= length.  In double precision: log
// spectra have a large mean, and rounding of its sum must not hide the small coefficients.
//   D[k, n] = s_k cos(pi k (2 n + 1) / (2 length)),  s_0 = sqrt(1 / length), s_k = sqrt(2 /
//   length).
Eigen::MatrixXd dct_matrix(int count, int length);

}  // namespace melsift::dsp
