#include "nn/convolution.h"

#include <algorithm>

#include "nn/direct_convolution.h"
#include "nn/winograd.h"

namespace melsift::nn {

namespace {

// When minimal filtering is faster (tests/bench/conv_bench): with fewer channels, or if it saves
// too few products, the transforms take longer than the saved products.
constexpr Index kMinChannels = 32;
constexpr double kLargestShare = 0.5;
// A transformed kernel is four times the kernel.  If each of its values is read for a single tile,
// reading takes longer than the saved products: for 3 x 3 x 256 x 512, 19 MB.
constexpr Index kMinTiles = 2;

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

std::unique_ptr<Convolution> make_convolution(const ConvolutionGeometry& geometry,
                                              Purpose purpose) {
  const Index fewest = std::min(geometry.input.channels, geometry.output.channels);
  if (fewest >= kMinChannels && WinogradConvolution::fits(geometry)) {
    auto winograd = std::make_unique<WinogradConvolution>(geometry);
    const Index fewest_tiles = purpose == Purpose::inference ? kMinTiles : 1;
    if (winograd->share_of_products() <= kLargestShare && winograd->tiles() >= fewest_tiles) {
      return winograd;
    }
  }
  return std::make_unique<DirectConvolution>(geometry);
}

}  // namespace melsift::nn
