#include "model/windows.h"

#include <algorithm>

namespace melsift::model {

using nn::Index;

std::vector<Index> window_begins(Index frames, Index width, Index hop) {
  std::vector<Index> begins;
  for (Index begin = 0; begin + width < frames; begin += std::max<Index>(hop, 1))
    begins.push_back(begin);
  begins.push_back(std::max<Index>(frames - width, 0));
  return begins;
}

void copy_window(const nn::ConstMatrixView& mel, Index begin, nn::MatrixView window) {
  for (Index to = 0; to < window.cols();) {
    const Index from = (begin + to) % mel.cols();
    const Index count = std::min(mel.cols() - from, window.cols() - to);
    window.middleCols(to, count) = mel.middleCols(from, count);
    to += count;
  }
}

}  // namespace melsift::model
