#include "crowd/als.h"

#include <algorithm>
#include <utility>

#include <Eigen/Cholesky>

#include "base/random.h"

namespace melsift::crowd {
namespace {

using Entries = std::span<const SparseRows::Entry>;

constexpr double kInitialDeviation = 0.01;
constexpr std::size_t kRowsPerTask = 64;
// A residual this small compared with the right-hand side is rounding; another step would divide by
// it.
constexpr double kConverged = 1e-20;  // squared

Eigen::MatrixXd gram_of(const Factors& y, double regularization) {
  Eigen::MatrixXd gram = y.transpose() * y;
  gram.diagonal().array() += regularization;
  return gram;
}

// (Y'Y + regularization) x + Y'(C - I)Y x without computing the matrix.
FactorVector apply(const Eigen::MatrixXd& gram, const Factors& y, Entries weights, double alpha,
                   const FactorVector& x) {
  FactorVector result = gram * x;
  for (const auto& [item, worth] : weights)
    result += alpha * static_cast<double>(worth) * y.row(item).dot(x) * y.row(item).transpose();
  return result;
}

// Y'Cp
FactorVector right_side(const Factors& y, Entries weights, double alpha) {
  FactorVector result = FactorVector::Zero(y.cols());
  for (const auto& [item, worth] : weights)
    result += (1.0 + alpha * static_cast<double>(worth)) * y.row(item).transpose();
  return result;
}

}  // namespace

void als_half_step(const SparseRows& weights, const Factors& y, const AlsSettings& settings,
                   Factors& x, Workers& workers) {
  const Eigen::MatrixXd gram = gram_of(y, settings.regularization);
  const auto solve = [&](std::size_t row) {
    const Entries listens = weights.row(row);
    const auto at = static_cast<Eigen::Index>(row);
    if (listens.empty()) {
      x.row(at).setZero();
      return;
    }
    const FactorVector wanted = right_side(y, listens, settings.alpha);
    FactorVector solution = x.row(at).transpose();
    FactorVector residual = wanted - apply(gram, y, listens, settings.alpha, solution);
    FactorVector direction = residual;
    double squared = residual.squaredNorm();
    const double enough = kConverged * wanted.squaredNorm();
    for (int step = 0; step < settings.steps && squared > enough; ++step) {
      const FactorVector applied = apply(gram, y, listens, settings.alpha, direction);
      const double length = squared / direction.dot(applied);
      solution += length * direction;
      residual -= length * applied;
      const double before = std::exchange(squared, residual.squaredNorm());
      direction = residual + squared / before * direction;
    }
    x.row(at) = solution.transpose();
  };
  const std::size_t tasks = (weights.rows() + kRowsPerTask - 1) / kRowsPerTask;
  workers.for_each(tasks, [&](std::size_t task) {
    const std::size_t end = std::min(weights.rows(), (task + 1) * kRowsPerTask);
    for (std::size_t row = task * kRowsPerTask; row < end; ++row) solve(row);
  });
}

double als_loss(const SparseRows& weights, const Factors& x, const Factors& y,
                const AlsSettings& settings) {
  // With confidence 1 and preference 0 for all pairs, the sum is a product of Gram matrices; the
  // terms of the listens are then corrected one by one.
  const Eigen::MatrixXd items = y.transpose() * y;
  const Eigen::MatrixXd users = x.transpose() * x;
  double loss =
      items.cwiseProduct(users).sum() + settings.regularization * (items.trace() + users.trace());
  for (std::size_t u = 0; u < weights.rows(); ++u) {
    for (const auto& [item, worth] : weights.row(u)) {
      const double score = x.row(static_cast<Eigen::Index>(u)).dot(y.row(item));
      loss += (1.0 + settings.alpha * static_cast<double>(worth)) * (1.0 - score) * (1.0 - score) -
              score * score;
    }
  }
  return loss / static_cast<double>(std::max<std::size_t>(weights.entries().size(), 1));
}

Factors train_als(const SparseRows& by_user, const AlsSettings& settings, std::uint64_t seed,
                  Workers& workers,
                  const std::function<void(int done, double loss)>& on_iteration) {
  const SparseRows by_item = by_user.transposed();
  Random random(seed);
  const auto initial = [&](std::size_t rows) {
    Factors factors(static_cast<Eigen::Index>(rows), settings.factors);
    for (double& value : factors.reshaped()) value = kInitialDeviation * random.normal();
    return factors;
  };
  Factors x = initial(by_user.rows());
  Factors y = initial(by_item.rows());
  for (int iteration = 1; iteration <= settings.iterations; ++iteration) {
    als_half_step(by_user, y, settings, x, workers);
    als_half_step(by_item, x, settings, y, workers);
    if (on_iteration) on_iteration(iteration, als_loss(by_user, x, y, settings));
  }
  return y;
}

FoldIn::FoldIn(Factors item_factors, double alpha, double regularization)
    : y_(std::move(item_factors)), alpha_(alpha), gram_(gram_of(y_, regularization)) {}

FactorVector FoldIn::solve(Entries weights, const FactorVector& right) const {
  Eigen::MatrixXd matrix = gram_;
  for (const auto& [item, worth] : weights)
    matrix.noalias() +=
        alpha_ * static_cast<double>(worth) * y_.row(item).transpose() * y_.row(item);
  return matrix.llt().solve(right);
}

FactorVector FoldIn::user(Entries weights) const {
  return solve(weights, right_side(y_, weights, alpha_));
}

FactorVector FoldIn::contributions(Entries weights, std::uint32_t item) const {
  const FactorVector solved = solve(weights, y_.row(item).transpose());
  FactorVector result(static_cast<Eigen::Index>(weights.size()));
  for (std::size_t i = 0; i < weights.size(); ++i)
    result[static_cast<Eigen::Index>(i)] = (1.0 + alpha_ * static_cast<double>(weights[i].value)) *
                                           y_.row(weights[i].column).dot(solved);
  return result;
}

}  // namespace melsift::crowd
