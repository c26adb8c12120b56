#include "model/scaler.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace melsift::model {
namespace {

// The deviation to divide by.  Rounding leaves constant values a deviation of their own size times
// 1e-16, not zero.
float scale_of(double variance, double mean) {
  const auto scale = static_cast<float>(std::sqrt(variance));
  const auto size = static_cast<float>(std::abs(mean));
  return scale > 1e-12F * size && scale > 1e-30F ? scale : 1.0F;
}

void take_logarithms(const RowVector& floor, Eigen::Ref<Matrix> x) {
  for (Eigen::Index column = 0; column < floor.size(); ++column) {
    if (!(floor(column) > 0.0F)) continue;
    for (Eigen::Index row = 0; row < x.rows(); ++row)
      x(row, column) = std::log(std::max(x(row, column), floor(column)));
  }
}

}  // namespace

// In double: a feature table mixes variances of 1e6 with means of 1e-5, and mel matrices are many
// values.  Row by row, so that no copy in double is made of them all.
Scaler Scaler::fit(const Matrix& x, const nn::Shape& shape, bool logarithms) {
  const bool one = !shape.is_vector();
  if (logarithms && !one) {
    const RowVector least = x.colwise().minCoeff();
    const RowVector floor = (least.array() > 0.0F).select(least / 2.0F, RowVector::Zero(x.cols()));
    Matrix logs = x;
    take_logarithms(floor, logs);
    Scaler scaler = fit(logs, shape);
    scaler.log_floor = floor;
    return scaler;
  }
  const Eigen::Index columns = one ? 1 : x.cols();
  const auto count = static_cast<double>(one ? x.size() : x.rows());
  Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(columns);
  Eigen::RowVectorXd variance = mean;
  const auto add = [&](Eigen::RowVectorXd& sum, const Eigen::RowVectorXd& row) {
    if (one)
      sum(0) += row.sum();
    else
      sum += row;
  };
  for (Eigen::Index row = 0; row < x.rows(); ++row) add(mean, x.row(row).cast<double>());
  mean /= count;
  for (Eigen::Index row = 0; row < x.rows(); ++row) {
    Eigen::RowVectorXd off = x.row(row).cast<double>();
    if (one)
      off.array() -= mean(0);
    else
      off -= mean;
    add(variance, off.array().square());
  }
  variance /= count;
  Scaler scaler{mean.cast<float>(), RowVector(columns), {}};
  for (Eigen::Index i = 0; i < columns; ++i) scaler.scale(i) = scale_of(variance(i), mean(i));
  return scaler;
}

void Scaler::leave_out(Eigen::Index column) {
  mean(column) = 0.0F;
  scale(column) = std::numeric_limits<float>::max();
  if (log_floor.size() > 0) log_floor(column) = 0.0F;
}

void Scaler::apply(Eigen::Ref<Matrix> x) const {
  take_logarithms(log_floor, x);
  if (mean.size() == 1)
    x.array() = (x.array() - mean(0)) / scale(0);
  else
    x.array() = (x.rowwise() - mean).array().rowwise() / scale.array();
}

Matrix Scaler::operator()(Matrix x) const {
  apply(x);
  return x;
}

}  // namespace melsift::model
