// The definition of a convolution, without its algorithm.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "nn/aligned_floats.h"
#include "nn/shape.h"

namespace melsift::nn {

// The zeros that extend a side of the image for a window of `kernel` values that moves by `stride`,
// and the number of positions of the window.
struct Sweep {
  Index places = 0;
  Index before = 0;
};
Sweep sweep(Index size, Index kernel, Index stride, Padding padding);

struct ConvolutionGeometry {
  Shape input;
  Shape output;  // its channels: the filters
  Extent kernel;
  Extent strides;
  Index top = 0;   // rows and columns of zeros before the image; those after it reach as far as the
  Index left = 0;  // windows reach

  // The number of inputs, and kernel values, of one output.
  Index taps() const { return kernel.size() * input.channels; }
};
ConvolutionGeometry convolution_geometry(const Shape& input, Index filters, Extent kernel,
                                         Extent strides, Padding padding);

// Runs body(0) .. body(count - 1), which must be independent, possibly on several threads.
using Parallel =
    std::function<void(std::size_t count, const std::function<void(std::size_t)>& body)>;

struct ConvolutionGradients {
  float* kernel = nullptr;
  float* bias = nullptr;
  float* x = nullptr;  // null: not needed
};

// y[o, p, f] = bias[f] + sum of x[o * stride + i - top, p * stride + j - left, c] kernel[i, j, c,
// f] over i, j, c: with a kernel of (height, width, channels, filters) and samples of NHWC, as in
// Keras.  Results do not depend on `parallel`, and the result of a sample does not depend on other
// samples.
class Convolution {
 public:
  explicit Convolution(const ConvolutionGeometry& geometry) : geometry_(geometry) {}
  virtual ~Convolution() = default;

  const ConvolutionGeometry& geometry() const { return geometry_; }

  // The prepared form of the kernel, for forward().
  virtual AlignedFloats prepare(const float* kernel, const Parallel& parallel) const = 0;
  virtual void forward(Index samples, const float* x, const AlignedFloats& prepared,
                       const float* bias, float* y, const Parallel& parallel) const = 0;
  // Sets the gradients of a function whose gradient by y is dy.
  virtual void backward(Index samples, const float* x, const float* dy, const float* kernel,
                        const ConvolutionGradients& gradients, const Parallel& parallel) const = 0;

 private:
  ConvolutionGeometry geometry_;
};

// The fastest implementation for the geometry: in training with batches, or in inference, where a
// sample may be alone.
enum class Purpose { training, inference };
std::unique_ptr<Convolution> make_convolution(const ConvolutionGeometry& geometry, Purpose purpose);

}  // namespace melsift::nn
