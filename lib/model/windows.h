// Cuts a mel matrix of any length into windows of a network's width.
#pragma once

#include <vector>

#include "nn/layer.h"

namespace melsift::model {

// The first frame of each window.  The matrix has `frames` frames and a window `width`, both 1 or
// more.  Windows start every `hop` frames; the last one ends with the matrix, so that every frame
// is used.  A matrix shorter than a window gets one window, at 0.
std::vector<nn::Index> window_begins(nn::Index frames, nn::Index width, nn::Index hop);

// Copies frames of a matrix (bands, frames), from `begin` on, to a window (bands, width).  If the
// matrix ends first, it is repeated until the window is full.
void copy_window(const nn::ConstMatrixView& mel, nn::Index begin, nn::MatrixView window);

}  // namespace melsift::model
