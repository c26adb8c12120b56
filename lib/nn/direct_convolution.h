// A convolution by its definition: every product is computed.
#pragma once

#include "nn/convolution.h"
#include "nn/window.h"

namespace melsift::nn {

// Matrix products in which one factor consists of the windows of the image, read in place: only a
// border of zeros is copied.  Additional memory: a copy of the kernel, and a band of rows of a
// sample per thread.
class DirectConvolution : public Convolution {
 public:
  using Convolution::Convolution;

  AlignedFloats prepare(const float* kernel, const Parallel& parallel) const override;
  void forward(Index samples, const float* x, const AlignedFloats& prepared, const float* bias,
               float* y, const Parallel& parallel) const override;
  void backward(Index samples, const float* x, const float* dy, const float* kernel,
                const ConvolutionGradients& gradients, const Parallel& parallel) const override;

 private:
  struct Band;
  struct Panels;
  struct Phase;

  void backward_parameters(Index samples, const float* x, const float* dy,
                           const ConvolutionGradients& gradients, const Parallel& parallel) const;
  void backward_input(Index samples, const float* dy, const float* kernel, float* dx,
                      const Parallel& parallel) const;
  Index output_band_rows() const;
  Window window_of(const Band& band) const;
  void forward_band(const Band& band, const Panels& panels, const float* x, float* y) const;
  void add_kernel_gradients(const Band& band, const float* x, const float* dy, float* sums) const;
  Phase phase(Index row, Index column, const float* kernel) const;
  void backward_band(const Phase& phase, const Band& band, const float* dy, float* dx) const;
};

}  // namespace melsift::nn
