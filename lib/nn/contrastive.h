// The supervised contrastive loss, which moves embeddings of the same class closer together.  P.
// Khosla et al.: Supervised Contrastive Learning.  NeurIPS 2020 (their L_out).
#pragma once

#include "nn/layer.h"

namespace melsift::nn {

struct Contrast {
  double weight = 0.0;       // factor of this loss in the sum with that of the classifier; 0: off
  double temperature = 0.1;  // above 0; a smaller one gives near embeddings more weight

  bool operator==(const Contrast&) const = default;
};

// Embeddings are (rows, numbers); targets are (rows, classes), not negative.  The loss is the mean
// over the rows i of -sum_j w_ij log softmax_j(cos(i, j) / temperature), where j runs over all
// other rows and w_ij = t_i . t_j, normalised to a sum of 1.  Hard targets give all rows of the
// same class equal weight; mixed targets are weighted by their overlap.  A row without overlap
// contributes 0. Adds weight * gradient to `gradient`, which has the shape of the embeddings;
// returns weight * loss.
double add_contrast(const Contrast& contrast, const ConstMatrixView& embeddings,
                    const Matrix& targets, MatrixView gradient);

}  // namespace melsift::nn
