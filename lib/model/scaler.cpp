#include "model/scaler.h"

namespace melsift::model {

Scaler Scaler::fit(const Matrix& x) {
  // In double: a feature table mixes variances of 1e6 with means of 1e-5.
  const Eigen::MatrixXd values = x.cast<double>();
  const Eigen::RowVectorXd mean = values.colwise().mean();
  const Eigen::RowVectorXd variance = (values.rowwise() - mean).array().square().colwise().mean();
  Scaler scaler;
  scaler.mean = mean.cast<float>();
  scaler.scale = variance.array().sqrt().cast<float>();
  // Rounding leaves a constant column a deviation of its own size times 1e-16, not zero.
  for (Eigen::Index i = 0; i < scaler.scale.size(); ++i) {
    if (!(scaler.scale(i) > 1e-12F * std::abs(scaler.mean(i)) && scaler.scale(i) > 1e-30F))
      scaler.scale(i) = 1.0F;
  }
  return scaler;
}

Matrix Scaler::operator()(const Matrix& x) const {
  return (x.rowwise() - mean).array().rowwise() / scale.array();
}

}  // namespace melsift::model
