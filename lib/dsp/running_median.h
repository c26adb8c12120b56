// Running medians, as harmonic-percussive separation takes them.
#pragma once

#include <cstdint>

#include "base/matrix.h"
#include "dsp/median_block.h"

namespace melsift::dsp {

// Running medians of 31 values down each column, rows beyond the ends mirrored with the end
// repeated (scipy.ndimage.median_filter(size=(31, 1), mode="reflect")).  `in` has the rows from
// `first` on of a matrix of `rows` rows in all; those it lacks within half a kernel of what is
// asked for are taken to be mirrored.  Gives the medians of the rows begin .. begin + out.rows()
// - 1.
//
// Each window is kept sorted: the value that leaves is closed over, the one that comes is sifted
// in, in one sweep without branches (the insertion form of the running median, Juhola, Katajainen &
// Raita 1991), eight columns (of an AVX register) at once: about 9 cycles a median where sorting
// anew takes some 300.
void running_median(const Eigen::Ref<const Matrix>& in, std::int64_t first, std::int64_t rows,
                    std::int64_t begin, Eigen::Ref<Matrix> out);

}  // namespace melsift::dsp
