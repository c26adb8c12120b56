// A fully connected layer: y = x * kernel + bias.
#pragma once

#include "nn/aligned_floats.h"
#include "nn/layer.h"

namespace melsift::nn {

// Works on all values of a sample, whatever its shape; the output is a vector of `units`.
// Parameters: kernel (in, units), bias (units, zeros at first).
class Dense : public Layer {
 public:
  Dense(const Shape& input, Index units, Initializer kernel_initializer);

  std::vector<Parameter> describe_parameters() const override;
  void prepare() override;  // a copy of the kernel in another order
  void infer(const ConstMatrixView& x, MatrixView y) const override;
  void forward(const ConstMatrixView& x, MatrixView y, std::uint64_t step) override;
  void backward(const ConstMatrixView& x, const ConstMatrixView& y, const ConstMatrixView& dy,
                MatrixView dx) override;

 private:
  ConstMatrixView kernel() const;
  void in_blocks(Index size, const std::function<void(Index first, Index count)>& body) const;
  AlignedFloats packed() const;

  Initializer kernel_initializer_;
  AlignedFloats prepared_;
};

}  // namespace melsift::nn
