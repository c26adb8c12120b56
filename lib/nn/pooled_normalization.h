// Normalization, rectifier and pooling in one layer, as they follow most convolutions.  As separate
// layers, each would read and write the largest tensors of a network again.  Each class computes
// the three layers in its name, one after another.
#pragma once

#include <vector>

#include "nn/batch_normalization.h"

namespace melsift::nn {

// Relu, BatchNormalization, AveragePooling2D.  Since the mean of a window commutes with an affine
// map, the normalization is applied to the pooled values, which are fewer.
class ReluNormAveragePool : public Normalization {
 public:
  ReluNormAveragePool(const Shape& input, const Extent& window, double momentum = kMomentum);

  bool backward_overwrites_input() const override { return true; }
  void infer(const ConstMatrixView& x, MatrixView y) const override;
  void forward(const ConstMatrixView& x, MatrixView y, std::uint64_t step) override;
  void backward(const ConstMatrixView& x, const ConstMatrixView& y, const ConstMatrixView& dy,
                MatrixView dx) override;

 private:
  Extent window_;
  Vector normalized_;  // of the latest forward(): the pooled values before gamma and beta
};

// BatchNormalization, Relu, MaxPooling2D.
class NormReluMaxPool : public Normalization {
 public:
  NormReluMaxPool(const Shape& input, const Extent& window, double momentum = kMomentum);

  bool backward_overwrites_input() const override { return true; }
  void infer(const ConstMatrixView& x, MatrixView y) const override;
  void forward(const ConstMatrixView& x, MatrixView y, std::uint64_t step) override;
  void backward(const ConstMatrixView& x, const ConstMatrixView& y, const ConstMatrixView& dy,
                MatrixView dx) override;

 private:
  void apply(const Affine& affine, const ConstMatrixView& x, MatrixView y) const;
  template <class Unit>
  typename Unit::Values place_of(Unit unit, const float* in, const std::vector<Index>& offsets,
                                 Index c) const;
  PieceSums slope_sums(const ConstMatrixView& x, const ConstMatrixView& dy) const;

  Extent window_;
  Affine affine_;  // of the latest forward()
};

}  // namespace melsift::nn
