// Running medians for harmonic-percussive separation.
#pragma once

#include <cstdint>

#include "base/matrix.h"
#include "dsp/median_block.h"

namespace melsift::dsp {

// Running medians of 31 values down each column, rows beyond the ends mirrored with the end
// repeated (scipy.ndimage.median_filter(size=(31, 1), mode="reflect")).  `in` has the rows from
// `first` on of a matrix with `rows` rows; missing rows within half a kernel of the requested rows
// count as mirrored.  Writes the medians of out.rows() rows from row `begin` on.
//
// Each window stays sorted: one pass without branches removes the leaving value and inserts the new
// one (the insertion form of the running median, Juhola, Katajainen & Raita 1991), for eight
// columns (of an AVX register) at once.  This takes about 9 cycles per median; sorting again would
// take some 300.
void running_median(const Eigen::Ref<const Matrix>& in, std::int64_t first, std::int64_t rows,
                    std::int64_t begin, Eigen::Ref<Matrix> out);

}  // namespace melsift::dsp
