#include "nn/convolution.h"

#include <algorithm>

#include "nn/direct_convolution.h"
#include "nn/winograd.h"

namespace melsift::nn {

namespace {

// Where minimal filtering pays (tests/bench/conv_bench): with fewer channels the transforms take
// longer than the products that they save, as they do where too few are saved.
constexpr Index kFewestChannels = 32;
constexpr double kLargestShare = 0.5;

}  // namespace

Sweep sweep(Index size, Index kernel, Index stride, Padding padding) {
  if (padding == Padding::valid) return {(size - kernel) / stride + 1, 0};
  const Index places = (size + stride - 1) / stride;
  return {places, std::max<Index>((places - 1) * stride + kernel - size, 0) / 2};
}

ConvolutionGeometry convolution_geometry(const Shape& input, Index filters, Extent kernel,
                                         Extent strides, Padding padding) {
  const Sweep rows = sweep(input.height, kernel.height, strides.height, padding);
  const Sweep columns = sweep(input.width, kernel.width, strides.width, padding);
  return {.input = input,
          .output = {rows.places, columns.places, filters},
          .kernel = kernel,
          .strides = strides,
          .top = rows.before,
          .left = columns.before};
}

std::unique_ptr<Convolution> make_convolution(const ConvolutionGeometry& geometry) {
  const Index fewest = std::min(geometry.input.channels, geometry.output.channels);
  if (fewest >= kFewestChannels && WinogradConvolution::fits(geometry)) {
    auto winograd = std::make_unique<WinogradConvolution>(geometry);
    if (winograd->share_of_products() <= kLargestShare) return winograd;
  }
  return std::make_unique<DirectConvolution>(geometry);
}

}  // namespace melsift::nn
