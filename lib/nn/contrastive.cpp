#include "nn/contrastive.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace melsift::nn {
namespace {

using MatrixD = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr double kShortest = 1e-12;  // avoids a division by the length 0

// The weights w_ij.  A row without overlap is all 0.
MatrixD common_shares(const Matrix& targets) {
  const MatrixD wide = targets.cast<double>();
  MatrixD shares = wide * wide.transpose();
  shares.diagonal().setZero();
  for (Index row = 0; row < shares.rows(); ++row) {
    const double sum = shares.row(row).sum();
    if (sum > 0.0) shares.row(row) /= sum;
  }
  return shares;
}

}  // namespace

double add_contrast(const Contrast& contrast, const ConstMatrixView& embeddings,
                    const Matrix& targets, MatrixView gradient) {
  const Index rows = embeddings.rows();
  if (rows < 2) return 0.0;
  MatrixD directions = embeddings.cast<double>();
  const Eigen::VectorXd lengths = directions.rowwise().norm().cwiseMax(kShortest);
  directions.array().colwise() /= lengths.array();
  const MatrixD shares = common_shares(targets);

  MatrixD by_similarity = directions * directions.transpose() / contrast.temperature;
  double loss = 0.0;
  for (Index i = 0; i < rows; ++i) {
    auto row = by_similarity.row(i);
    row(i) = -std::numeric_limits<double>::infinity();
    const double largest = row.maxCoeff();
    const double log_sum = largest + std::log((row.array() - largest).exp().sum());
    row(i) = log_sum;  // contributes 0 to the loss
    loss -= shares.row(i).dot((row.array() - log_sum).matrix());
    const double has_any = shares.row(i).sum() > 0.0 ? 1.0 : 0.0;
    row = has_any * (row.array() - log_sum).exp().matrix() - shares.row(i);
    row(i) = 0.0;
  }
  const double scale = contrast.weight / static_cast<double>(rows);
  by_similarity *= scale / contrast.temperature;
  MatrixD by_direction = (by_similarity + by_similarity.transpose()) * directions;
  // The loss does not depend on the lengths: remove the gradient along each embedding.
  const Eigen::VectorXd along = by_direction.cwiseProduct(directions).rowwise().sum();
  by_direction -= along.asDiagonal() * directions;
  by_direction.array().colwise() /= lengths.array();
  gradient += by_direction.cast<float>();
  return scale * loss;
}

}  // namespace melsift::nn
