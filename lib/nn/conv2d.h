// A two-dimensional convolution.
#pragma once

#include <memory>

#include "nn/convolution.h"
#include "nn/layer.h"

namespace melsift::nn {

// y = x * kernel + bias, like Keras' Conv2D: kernels are not flipped.  With `same` padding the
// output has ceil(size / stride) positions, and the smaller half of the zeros is before the image.
// Parameters: kernel (height, width, channels, filters), bias (filters, zeros at first).
class Conv2D : public Layer {
 public:
  // All sizes are positive; with `valid` padding the kernel is not larger than the image.
  Conv2D(const Shape& input, Index filters, Extent kernel, Extent strides, Padding padding,
         Initializer kernel_initializer);

  std::vector<Parameter> describe_parameters() const override;
  void prepare() override;  // a copy of the kernel, transformed or in another order
  void infer(const ConstMatrixView& x, MatrixView y) const override;
  void forward(const ConstMatrixView& x, MatrixView y, std::uint64_t step) override;
  void backward(const ConstMatrixView& x, const ConstMatrixView& y, const ConstMatrixView& dy,
                MatrixView dx) override;

 private:
  Parallel parallel_here() const;
  AlignedFloats prepared_kernel(const Convolution& convolution) const;
  void compute(const Convolution& convolution, const ConstMatrixView& x,
               const AlignedFloats& kernel, MatrixView y) const;

  Initializer kernel_initializer_;
  std::unique_ptr<Convolution> training_;
  std::unique_ptr<Convolution> inference_;
  AlignedFloats prepared_;  // for inference
};

}  // namespace melsift::nn
