#include "dsp/delta.h"

namespace melsift::dsp {
namespace {

constexpr std::size_t kWidth = 9;
constexpr std::size_t kHalf = kWidth / 2;

}  // namespace

// Least squares with a polynomial that is orthogonal to the lower ones: its weights are the
// distances i from the centre (slope), or i^2 less their mean (curvature, whose second derivative
// is twice the coefficient).
RowVector Delta::derivative() const {
  const std::size_t width = window_.size();
  const double centre = static_cast<double>(width - 1) / 2.0;
  const double mean_square = (static_cast<double>(width) * static_cast<double>(width) - 1.0) / 12.0;
  RowVector sum = RowVector::Zero(window_.front().size());
  double norm = 0.0;
  for (std::size_t i = 0; i < width; ++i) {
    const double distance = static_cast<double>(i) - centre;
    const double weight = order_ == 1 ? distance : distance * distance - mean_square;
    sum += window_[i] * static_cast<float>(weight);
    norm += weight * weight;
  }
  constexpr double kNone = 1e-9;  // of two frames: no parabola
  return norm > kNone ? RowVector(sum * static_cast<float>(order_ / norm))
                      : RowVector::Zero(sum.size());
}

void Delta::push(const Eigen::Ref<const RowVector>& features, const Sink& sink) {
  if (window_.size() == kWidth) window_.erase(window_.begin());
  window_.emplace_back(features);
  ++frames_;
  if (frames_ < kWidth) return;
  const RowVector current = derivative();
  const std::size_t settled =
      frames_ == kWidth ? kHalf + 1 : 1;  // the first nine frames give the values of the first five
  for (std::size_t i = 0; i < settled; ++i) sink(current);
}

void Delta::finish(const Sink& sink) {
  if (frames_ == 0) return;
  const RowVector last = derivative();
  const std::size_t open = frames_ < kWidth ? frames_ : kHalf;
  for (std::size_t i = 0; i < open; ++i) sink(last);
}

Matrix delta(const Matrix& features, int order) {
  Matrix out(features.rows(), features.cols());
  Eigen::Index row = 0;
  const auto store = [&](const Eigen::Ref<const RowVector>& slopes) { out.row(row++) = slopes; };
  Delta stream(order);
  for (Eigen::Index t = 0; t < features.rows(); ++t) stream.push(features.row(t), store);
  stream.finish(store);
  return out;
}

}  // namespace melsift::dsp
