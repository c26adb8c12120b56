#include "nn/conv2d.h"

namespace melsift::nn {

Conv2D::Conv2D(const Shape& input, Index filters, Extent kernel, Extent strides, Padding padding,
               Initializer kernel_initializer)
    : Layer(input, convolution_geometry(input, filters, kernel, strides, padding).output),
      kernel_initializer_(kernel_initializer),
      training_(make_convolution(convolution_geometry(input, filters, kernel, strides, padding),
                                 Purpose::training)),
      inference_(make_convolution(training_->geometry(), Purpose::inference)) {}

std::vector<Parameter> Conv2D::describe_parameters() const {
  const ConvolutionGeometry& g = training_->geometry();
  Parameter kernel;
  kernel.name = "kernel";
  kernel.shape = {g.kernel.height, g.kernel.width, g.input.channels, g.output.channels};
  kernel.initializer = kernel_initializer_;
  kernel.fan_in = g.taps();
  kernel.fan_out = g.kernel.size() * g.output.channels;
  Parameter bias;
  bias.name = "bias";
  bias.shape = {g.output.channels};
  return {std::move(kernel), std::move(bias)};
}

Parallel Conv2D::parallel_here() const {
  return [this](std::size_t count, const std::function<void(std::size_t)>& body) {
    parallel(count, body);
  };
}

AlignedFloats Conv2D::prepared_kernel(const Convolution& convolution) const {
  return convolution.prepare(parameters()[0].values().data(), parallel_here());
}

void Conv2D::compute(const Convolution& convolution, const ConstMatrixView& x,
                     const AlignedFloats& kernel, MatrixView y) const {
  convolution.forward(x.rows(), x.data(), kernel, parameters()[1].values().data(), y.data(),
                      parallel_here());
}

void Conv2D::prepare() {
  prepared_ = prepared_kernel(*inference_);
}

void Conv2D::infer(const ConstMatrixView& x, MatrixView y) const {
  if (prepared_.size() > 0) {
    compute(*inference_, x, prepared_, y);
  } else {
    compute(*inference_, x, prepared_kernel(*inference_), y);
  }
}

void Conv2D::forward(const ConstMatrixView& x, MatrixView y, std::uint64_t) {
  prepared_ = AlignedFloats();  // training changes the kernel
  compute(*training_, x, prepared_kernel(*training_), y);
}

void Conv2D::backward(const ConstMatrixView& x, const ConstMatrixView&, const ConstMatrixView& dy,
                      MatrixView dx) {
  const ConvolutionGradients gradients{.kernel = parameters()[0].gradient().data(),
                                       .bias = parameters()[1].gradient().data(),
                                       .x = dx.size() > 0 ? dx.data() : nullptr};
  training_->backward(x.rows(), x.data(), dy.data(), parameters()[0].values().data(), gradients,
                      parallel_here());
}

}  // namespace melsift::nn
