#include "model/scaler.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace melsift::model {
namespace {

// The divisor for a deviation.  Because of rounding, constant values have a deviation of 1e-16
// times their size instead of zero.
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

// Half of each column's smallest value in these rows; 0 for a column that is not positive in all
// rows.
RowVector floors(const SampleRows& x, std::span<const std::size_t> rows) {
  RowVector least = x.row(static_cast<Eigen::Index>(rows.front()));
  for (const std::size_t row : rows)
    least = least.cwiseMin(x.row(static_cast<Eigen::Index>(row))).eval();
  return (least.array() > 0.0F).select(least / 2.0F, RowVector::Zero(x.cols()));
}

}  // namespace

// The sums are in double: a feature table mixes variances of 1e6 with means of 1e-5, and a mel
// matrix has many values.
Scaler Scaler::fit(const SampleRows& x, std::span<const std::size_t> rows, const nn::Shape& shape,
                   bool logarithms) {
  const bool one = !shape.is_vector();
  const Eigen::Index columns = one ? 1 : x.cols();
  const auto count = static_cast<double>(rows.size()) * (one ? static_cast<double>(x.cols()) : 1.0);
  Scaler scaler;
  scaler.mean.resize(columns);
  scaler.scale.resize(columns);
  if (logarithms && !one) scaler.log_floor = floors(x, rows);
  const auto row_of = [&](std::size_t number) -> Eigen::RowVectorXd {
    RowVector row = x.row(static_cast<Eigen::Index>(number));
    take_logarithms(scaler.log_floor, row);
    return row.cast<double>();
  };
  const auto add = [&](Eigen::RowVectorXd& sum, const Eigen::RowVectorXd& row) {
    if (one)
      sum(0) += row.sum();
    else
      sum += row;
  };
  Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(columns);
  Eigen::RowVectorXd variance = mean;
  for (const std::size_t row : rows) add(mean, row_of(row));
  mean /= count;
  for (const std::size_t row : rows) {
    Eigen::RowVectorXd off = row_of(row);
    if (one)
      off.array() -= mean(0);
    else
      off -= mean;
    add(variance, off.array().square());
  }
  variance /= count;
  scaler.mean = mean.cast<float>();
  for (Eigen::Index i = 0; i < columns; ++i) scaler.scale(i) = scale_of(variance(i), mean(i));
  return scaler;
}

bool Scaler::removes_band_means(std::size_t network) const {
  return band_means == BandMeans::remove || (band_means == BandMeans::both && network % 2 == 1);
}

Scaler Scaler::of_network(std::size_t network) const {
  Scaler own = *this;
  own.band_means = removes_band_means(network) ? BandMeans::remove : BandMeans::keep;
  return own;
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
