// Matrix factorization of implicit feedback by alternating least squares.
//
// A listen with weight r has preference 1 with confidence 1 + alpha r; all other pairs have
// preference 0 with confidence 1 (Hu, Koren & Volinsky, "Collaborative filtering for implicit
// feedback datasets", ICDM 2008); user and item factors x and y minimize
//   sum c_ui (p_ui - x_u . y_i)^2 + regularization (sum |x_u|^2 + sum |y_i|^2).
// Each half-step is approximated by conjugate gradient, starting from the current factors (Takacs,
// Pilaszy & Tikk, "Applications of the conjugate gradient method for implicit feedback
// collaborative filtering", RecSys 2011).
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include <Eigen/Core>

#include "base/workers.h"
#include "crowd/sparse_rows.h"

namespace melsift::crowd {

// Factors in double precision, one row per user or item, because a half-step sums over all items.
using Factors = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using FactorVector = Eigen::VectorXd;

struct AlsSettings {
  int factors = 64;
  double alpha = 15.0;
  double regularization = 70.0;  // above 0
  int iterations = 15;           // users, then items
  int steps = 3;                 // steps of conjugate gradient for each row of a half-step
};

// Moves each row u of `x` towards the minimum for the listens in row u of `weights` (r above), with
// `y` fixed.  The result does not depend on the number of workers.
void als_half_step(const SparseRows& weights, const Factors& y, const AlsSettings& settings,
                   Factors& x, Workers& workers);

// The squared error and regularization above, divided by the number of listens.
double als_loss(const SparseRows& weights, const Factors& x, const Factors& y,
                const AlsSettings& settings);

// The item factors for the listens `by_user` (users, items).  Factors begin as normal random
// numbers with standard deviation 0.01.  `on_iteration`, if any, receives the number of finished
// iterations and the loss.
Factors train_als(const SparseRows& by_user, const AlsSettings& settings, std::uint64_t seed,
                  Workers& workers, const std::function<void(int done, double loss)>& on_iteration);

// Computes the factors of any user from the user's items, without training: the exact minimum for
// fixed item factors.
class FoldIn {
 public:
  FoldIn(Factors item_factors, double alpha, double regularization);

  const Factors& item_factors() const { return y_; }

  // The factors of a user with listens of these weights.
  FactorVector user(std::span<const SparseRows::Entry> weights) const;
  // How much each listen adds to the score of `item`; the sum is user(weights) . y_item (Hu, Koren
  // & Volinsky 2008, section 5).
  FactorVector contributions(std::span<const SparseRows::Entry> weights, std::uint32_t item) const;

 private:
  // Solves (Y'C_uY + regularization) x = right.
  FactorVector solve(std::span<const SparseRows::Entry> weights, const FactorVector& right) const;

  Factors y_;
  double alpha_;
  Eigen::MatrixXd gram_;  // Y'Y + regularization
};

}  // namespace melsift::crowd
