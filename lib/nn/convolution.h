// What a convolution computes, apart from how.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "nn/aligned_floats.h"
#include "nn/shape.h"

namespace melsift::nn {

// Zeros that a side of the image is extended by so that a window of `kernel` values, moved by
// `stride`, meets it; and how many places the window then has.
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
  Index top = 0;   // rows and columns of zeros before the image; what follows it is as far as the
  Index left = 0;  // windows reach

  // Of kernel values, the inputs that reach one output.
  Index taps() const { return kernel.size() * input.channels; }
};
ConvolutionGeometry convolution_geometry(const Shape& input, Index filters, Extent kernel,
                                         Extent strides, Padding padding);

// Runs body(0) .. body(count - 1), which don't depend on each other, perhaps on several threads.
using Parallel =
    std::function<void(std::size_t count, const std::function<void(std::size_t)>& body)>;

struct ConvolutionGradients {
  float* kernel = nullptr;
  float* bias = nullptr;
  float* x = nullptr;  // null: not wanted
};

// y[o, p, f] = bias[f] + sum of x[o * stride + i - top, p * stride + j - left, c] kernel[i, j, c,
// f] over i, j, c: with a kernel of (height, width, channels, filters) and samples of NHWC, as
// Keras'. Results do not depend on what `parallel` does, those of a sample in y not on the others.
class Convolution {
 public:
  explicit Convolution(const ConvolutionGeometry& geometry) : geometry_(geometry) {}
  virtual ~Convolution() = default;

  const ConvolutionGeometry& geometry() const { return geometry_; }

  // What forward() reads instead of the kernel.
  virtual AlignedFloats prepare(const float* kernel, const Parallel& parallel) const = 0;
  virtual void forward(Index samples, const float* x, const AlignedFloats& prepared,
                       const float* bias, float* y, const Parallel& parallel) const = 0;
  // Sets the gradients of a function whose gradient by y is dy.
  virtual void backward(Index samples, const float* x, const float* dy, const float* kernel,
                        const ConvolutionGradients& gradients, const Parallel& parallel) const = 0;

 private:
  ConvolutionGeometry geometry_;
};

// The one that is fastest for the geometry: in training with batches of some size, or in inference,
// where a sample may come alone.
enum class Purpose { training, inference };
std::unique_ptr<Convolution> make_convolution(const ConvolutionGeometry& geometry, Purpose purpose);

}  // namespace melsift::nn
