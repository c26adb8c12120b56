// Batch normalization (Ioffe & Szegedy 2015), like Keras' BatchNormalization on the last axis.
#pragma once

#include "nn/channel_statistics.h"
#include "nn/layer.h"

namespace melsift::nn {

// The common part of layers that normalize: each channel becomes y = gamma * (x - mean) /
// sqrt(variance + 1e-3) + beta, where mean and variance are those of the batch (over rows and
// positions, biased) in training, and otherwise the moving statistics, which each training step
// moves towards those of the batch: moving = momentum * moving + (1 - momentum) * batch.
//
// Parameters: "gamma", "beta", "moving_mean", "moving_variance", each (channels).
class Normalization : public Layer {
 public:
  std::vector<Parameter> describe_parameters() const override;

 protected:
  static constexpr double kMomentum = 0.99;  // Keras' default

  Normalization(const Shape& input, const Shape& output, double momentum)
      : Layer(input, output), moving_share_(static_cast<float>(1.0 - momentum)) {}

  // y = (x - center) * scale + shift.  Subtracting the center first makes constant channels exactly
  // zero.  With scale * x + (shift - scale * center) they would have a rounding error, which an
  // optimizer that divides by the size of the gradient turns into full steps.
  struct Affine {
    Vector center;
    Vector scale;
    Vector shift;
  };
  // dx = by_output * dy + by_input * (x - center) + constant.
  struct Slope {
    Vector center;
    Vector by_output;
    Vector by_input;
    Vector constant;
  };

  Index channels() const { return input_shape().channels; }
  // The number of all positions of a batch.
  ChannelStatistics statistics(const ConstMatrixView& x) const;
  Affine inference_affine() const;
  // Takes the statistics of a batch, updates the moving statistics, and keeps the values for
  // slope().
  Affine training_affine(const ChannelStatistics& batch);
  // Sets the gradients of gamma and beta: the sums of dy * (x - mean) / deviation and of dy over
  // all positions.
  Slope slope(const Vector& dgamma, const Vector& dbeta);
  // Values of the latest batch.
  const Vector& mean() const { return mean_; }
  const Vector& inverse_deviation() const { return inverse_deviation_; }

 private:
  float moving_share_;  // weight of the old value in the moving statistics
  Vector mean_;
  Vector inverse_deviation_;
  Index count_ = 0;
};

class BatchNormalization : public Normalization {
 public:
  explicit BatchNormalization(const Shape& shape, double momentum = kMomentum)
      : Normalization(shape, shape, momentum) {}

  void infer(const ConstMatrixView& x, MatrixView y) const override;
  void forward(const ConstMatrixView& x, MatrixView y, std::uint64_t step) override;
  void backward(const ConstMatrixView& x, const ConstMatrixView& y, const ConstMatrixView& dy,
                MatrixView dx) override;

 private:
  void apply(const Affine& affine, const ConstMatrixView& x, MatrixView y) const;
};

}  // namespace melsift::nn
