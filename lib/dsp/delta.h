// Differences of features over time: librosa.feature.delta (width 9, mode "interp").
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "base/matrix.h"

namespace melsift::dsp {

// Order 1: the slope per frame of a straight line fitted to nine frames about each frame; order 2:
// the second derivative of a parabola fitted to them (Savitzky & Golay 1964).  Within four frames
// of the ends, the fit of the first or last nine frames is used.  Fewer than nine frames, which
// librosa refuses, are fitted together; too few frames for the fit give 0.
class Delta {
 public:
  using Sink = std::function<void(const Eigen::Ref<const RowVector>&)>;

  explicit Delta(int order = 1) : order_(order) {}  // 1 or 2

  // Adds the features of the next frame; `sink` gets the differences of finished frames, in order.
  void push(const Eigen::Ref<const RowVector>& features, const Sink& sink);
  void finish(const Sink& sink);

 private:
  RowVector derivative() const;

  int order_;
  std::vector<RowVector> window_;  // the last nine frames, oldest first
  std::size_t frames_ = 0;
};

// The differences of all frames at once, in rows.
Matrix delta(const Matrix& features, int order = 1);

}  // namespace melsift::dsp
