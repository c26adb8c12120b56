// EASE: item-item weights in closed form.
//
// Let X be the weighted listens of the users.  The matrix B with zero diagonal that minimizes |X -
// X B|^2 + sum_i lambda_i |B_i|^2 is B_ij = -P_ij / P_jj off the diagonal, with P = (X'X +
// diag(lambda))^-1 (Steck, "Embarrassingly shallow autoencoders for sparse data", WWW 2019).
// lambda_i = ridge + dropout / (1 - dropout) (X'X)_ii makes it equal to a denoising autoencoder
// with that dropout, on average (Steck, "Autoencoders that don't overfit towards the identity",
// NeurIPS 2020).
//
// Data-adaptive normalization (Park, Yoon, Kim & Lee, "Why is Normalization Necessary for Linear
// Recommenders?", SIGIR 2025) keeps the closed form: each user's squares are divided by
// n_u^user_power, where n_u is the number of items that the user listened to, and B_ij becomes
// (n_i / n_j)^item_power B_ij, where n_i is the number of listeners of item i.  So neither users
// with many listens nor popular items outweigh the others.
#pragma once

#include <cstddef>

#include "base/workers.h"
#include "crowd/sparse_rows.h"

namespace melsift::crowd {

struct EaseSettings {
  double ridge = 30.0;            // above 0
  double dropout = 0.6;           // 0 to less than 1
  std::size_t neighbours = 500;   // entries kept per row, those of the largest magnitude; 0: all
  std::size_t min_listeners = 2;  // items with fewer listeners have no weights
  double user_power = 0.0;        // 0 to 1; 0 is plain EASE
  double item_power = 0.0;        // likewise
};

// Row i: how a listen to item i changes the scores of the others.  P comes from the Cholesky
// factorization of a matrix of items or, by the Woodbury identity, of users, whichever is smaller.
// It may have at most kLargestEase rows; throws Error unsupported if both are larger.
inline constexpr std::size_t kLargestEase = 20'000;
SparseRows train_ease(const SparseRows& by_user, const EaseSettings& settings, Workers& workers);

}  // namespace melsift::crowd
