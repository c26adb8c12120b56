// Losses of a batch of class probabilities, and their gradients.
#pragma once

#include <span>
#include <string_view>

#include "nn/layer.h"

namespace melsift::nn {

// Both are means over the batch of -log(probability of the true class), as in Keras: probabilities
// are first clipped to [1e-7, 1 - 1e-7].
enum class Loss {
  sparse_categorical_crossentropy,  // p (batch, classes) from a softmax; classes 0 .. count-1
  binary_crossentropy,              // p (batch, 1) from a sigmoid, the probability of class 1
};

// Keras' name, as spelt above.
std::string_view to_text(Loss loss);

// Throws Error invalid_argument if `classes` doesn't fit p: the number of classes differs from the
// rows, a class is out of range, or p has too many or too few columns for the loss.
void check_classes(Loss loss, const ConstMatrixView& p, std::span<const int> classes);

// The three functions below require valid arguments, see check_classes(), and at least one row.

double loss_value(Loss loss, const ConstMatrixView& p, std::span<const int> classes);

// d loss / d p; zero where clipping makes the loss constant.
void loss_gradient(Loss loss, const ConstMatrixView& p, std::span<const int> classes,
                   MatrixView dp);

// d loss / d z, where p = softmax(z) or sigmoid(z): (p - truth) / batch.  It is exact where p has
// saturated; d loss / d p is not.
void logit_gradient(Loss loss, const ConstMatrixView& p, std::span<const int> classes,
                    MatrixView dz);

// The same for soft targets: (batch, classes), for a sigmoid two columns, each the weight of a
// class, not negative; the sum of a row may differ from 1.  The loss is the mean over the batch of
// -sum_k t_k log p_k: class weights, label smoothing and mixed samples are all such rows.
void check_targets(Loss loss, const ConstMatrixView& p, const Matrix& targets);
double loss_value(Loss loss, const ConstMatrixView& p, const Matrix& targets);
void loss_gradient(Loss loss, const ConstMatrixView& p, const Matrix& targets, MatrixView dp);
void logit_gradient(Loss loss, const ConstMatrixView& p, const Matrix& targets, MatrixView dz);

}  // namespace melsift::nn
