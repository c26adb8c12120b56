// Mean and variance of columns, row by row.
#pragma once

#include <cmath>
#include <cstdint>

#include <Eigen/Core>

#include "base/matrix.h"

namespace melsift::feature {

// Sums in double, relative to the first row, so that a small variance with a large mean is not
// lost.
class Moments {
 public:
  void add(const Eigen::Ref<const RowVector>& row) {
    if (count_++ == 0) {
      origin_ = row.cast<double>();
      sum_ = squares_ = Eigen::RowVectorXd::Zero(row.size());
      return;
    }
    const Eigen::RowVectorXd distance = row.cast<double>() - origin_;
    sum_ += distance;
    squares_ += distance.cwiseAbs2();
  }
  void add(float value) { add(Eigen::Map<const RowVector>(&value, 1)); }

  std::int64_t count() const { return count_; }
  Eigen::RowVectorXd mean() const { return origin_ + sum_ / static_cast<double>(count_); }
  // Divisor n, as numpy.var.
  Eigen::RowVectorXd variance() const {
    const double n = static_cast<double>(count_);
    return (squares_ / n - (sum_ / n).cwiseAbs2()).cwiseMax(0.0);
  }
  Eigen::RowVectorXd deviation() const { return variance().cwiseSqrt(); }

 private:
  std::int64_t count_ = 0;
  Eigen::RowVectorXd origin_, sum_, squares_;
};

// The same for single values in blocks: the samples of a signal.
class SampleMoments {
 public:
  void add(const float* values, std::size_t count) {
    // In double, by blocks; the mean of music is near zero, so no origin is needed.
    const Eigen::Map<const Eigen::ArrayXf> block(values, static_cast<Eigen::Index>(count));
    sum_ += block.cast<double>().sum();
    squares_ += block.cast<double>().square().sum();
    count_ += static_cast<std::int64_t>(count);
  }
  double mean() const { return sum_ / static_cast<double>(count_); }
  double variance() const {
    return std::max(0.0, squares_ / static_cast<double>(count_) - mean() * mean());
  }

 private:
  std::int64_t count_ = 0;
  double sum_ = 0.0, squares_ = 0.0;
};

}  // namespace melsift::feature
