#include "nn/loss.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/error.h"

namespace melsift::nn {

namespace {

// Keras' backend epsilon; Keras also rounds 1 - epsilon to single precision.
constexpr float kLowest = 1e-7F;
constexpr float kHighest = 1.0F - kLowest;

float clipped(float p) {
  return std::clamp(p, kLowest, kHighest);
}

bool is_clipped(float p) {
  return p < kLowest || p > kHighest;
}

[[noreturn]] void refuse(const std::string& culprit, const std::string& detail) {
  throw Error(ErrorKind::invalid_argument, culprit, detail);
}

}  // namespace

std::string_view to_text(Loss loss) {
  return loss == Loss::binary_crossentropy ? "binary_crossentropy"
                                           : "sparse_categorical_crossentropy";
}

void check_classes(Loss loss, const ConstMatrixView& p, std::span<const int> classes) {
  const bool binary = loss == Loss::binary_crossentropy;
  if (binary ? p.cols() != 1 : p.cols() < 2) {
    refuse(std::string(to_text(loss)), "the network has " + std::to_string(p.cols()) +
                                           " outputs, expected " +
                                           (binary ? "1" : "one for each class"));
  }
  if (static_cast<Index>(classes.size()) != p.rows()) {
    refuse("classes",
           std::to_string(classes.size()) + " given for " + std::to_string(p.rows()) + " rows");
  }
  const Index count = binary ? 2 : p.cols();
  for (std::size_t row = 0; row < classes.size(); ++row) {
    if (classes[row] < 0 || classes[row] >= count) {
      refuse("classes", std::to_string(classes[row]) + " in row " + std::to_string(row) +
                            ", expected 0 to " + std::to_string(count - 1));
    }
  }
}

double loss_value(Loss loss, const ConstMatrixView& p, std::span<const int> classes) {
  double sum = 0.0;
  for (Index row = 0; row < p.rows(); ++row) {
    const int truth = classes[row];
    if (loss == Loss::binary_crossentropy) {
      const float one = clipped(p(row, 0));
      sum -= std::log(static_cast<double>(truth == 1 ? one : 1.0F - one));
    } else {
      sum -= std::log(static_cast<double>(clipped(p(row, truth))));
    }
  }
  return sum / static_cast<double>(p.rows());
}

void loss_gradient(Loss loss, const ConstMatrixView& p, std::span<const int> classes,
                   MatrixView dp) {
  const float scale = 1.0F / static_cast<float>(p.rows());
  dp.setZero();
  for (Index row = 0; row < p.rows(); ++row) {
    const int truth = classes[row];
    const bool binary = loss == Loss::binary_crossentropy;
    const Index column = binary ? 0 : truth;
    const float probability = p(row, column);
    if (is_clipped(probability)) continue;
    dp(row, column) = binary && truth == 0 ? scale / (1.0F - probability) : -scale / probability;
  }
}

void logit_gradient(Loss loss, const ConstMatrixView& p, std::span<const int> classes,
                    MatrixView dz) {
  const float scale = 1.0F / static_cast<float>(p.rows());
  dz = p * scale;
  for (Index row = 0; row < p.rows(); ++row) {
    if (loss == Loss::sparse_categorical_crossentropy) {
      dz(row, classes[row]) -= scale;
    } else if (classes[row] == 1) {
      dz(row, 0) -= scale;
    }
  }
}

void check_targets(Loss loss, const ConstMatrixView& p, const Matrix& targets) {
  const Index classes = loss == Loss::binary_crossentropy ? 2 : p.cols();
  if (targets.rows() != p.rows() || targets.cols() != classes) {
    refuse("targets", std::to_string(targets.rows()) + " x " + std::to_string(targets.cols()) +
                          ", expected " + std::to_string(p.rows()) + " x " +
                          std::to_string(classes));
  }
}

double loss_value(Loss loss, const ConstMatrixView& p, const Matrix& targets) {
  const bool binary = loss == Loss::binary_crossentropy;
  double sum = 0.0;
  for (Index row = 0; row < p.rows(); ++row) {
    for (Index k = 0; k < targets.cols(); ++k) {
      const double weight = targets(row, k);
      if (weight == 0.0) continue;
      const float one = clipped(p(row, binary ? 0 : k));
      sum -= weight * std::log(static_cast<double>(binary && k == 0 ? 1.0F - one : one));
    }
  }
  return sum / static_cast<double>(p.rows());
}

void loss_gradient(Loss loss, const ConstMatrixView& p, const Matrix& targets, MatrixView dp) {
  const bool binary = loss == Loss::binary_crossentropy;
  const float scale = 1.0F / static_cast<float>(p.rows());
  for (Index row = 0; row < p.rows(); ++row) {
    for (Index k = 0; k < p.cols(); ++k) {
      const float probability = p(row, k);
      float slope = 0.0F;
      if (!is_clipped(probability)) {
        slope = binary ? targets(row, 0) / (1.0F - probability) - targets(row, 1) / probability
                       : -targets(row, k) / probability;
      }
      dp(row, k) = scale * slope;
    }
  }
}

void logit_gradient(Loss loss, const ConstMatrixView& p, const Matrix& targets, MatrixView dz) {
  const float scale = 1.0F / static_cast<float>(p.rows());
  const Index column = loss == Loss::binary_crossentropy ? 1 : 0;
  for (Index row = 0; row < p.rows(); ++row) {
    float weight = 0.0F;
    for (Index k = 0; k < targets.cols(); ++k) weight += targets(row, k);
    for (Index k = 0; k < p.cols(); ++k) {
      dz(row, k) = scale * (weight * p(row, k) - targets(row, k + column));
    }
  }
}

}  // namespace melsift::nn
