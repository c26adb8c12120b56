// EASE: item-item weights in closed form.
//
// The matrix B of zero diagonal that minimizes |X - X B|^2 + sum_i lambda_i |B_i|^2 over the users'
// worths X is B_ij = -P_ij / P_jj off the diagonal, P = (X'X + diag(lambda))^-1 (Steck,
// "Embarrassingly shallow autoencoders for sparse data", WWW 2019).  lambda_i = ridge +
// dropout / (1 - dropout) (X'X)_ii makes it what a denoising autoencoder with that dropout comes to
// on average (Steck, "Autoencoders that don't overfit towards the identity", NeurIPS 2020).
#pragma once

#include <cstddef>

#include "base/workers.h"
#include "crowd/sparse_rows.h"

namespace melsift::crowd {

struct EaseSettings {
  double ridge = 30.0;            // above 0
  double dropout = 0.6;           // 0 to less than 1
  std::size_t neighbours = 500;   // of each row those of the largest magnitude; 0: all
  std::size_t min_listeners = 2;  // items with fewer have no weights
};

// Row i: how a listen to item i changes the scores of the others.  P is got by whichever is
// smaller, a Cholesky factorization of a matrix of items or, by the Woodbury identity, of one of
// users; either may be up to kLargestEase on a side.  Throws Error unsupported beyond.
inline constexpr std::size_t kLargestEase = 20'000;
SparseRows train_ease(const SparseRows& by_user, const EaseSettings& settings, Workers& workers);

}  // namespace melsift::crowd
