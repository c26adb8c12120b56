// A convolution by minimal filtering: 4 x 4 outputs by 36 or 49 products instead of 144 or 256.
#pragma once

#include <vector>

#include "nn/convolution.h"
#include "nn/image_tile.h"
#include "nn/panel_product.h"
#include "nn/tile_transform.h"

namespace melsift::nn {

// F(4x4, 3x3) or F(4x4, 4x4) of Lavin & Gray (cook_toom.h).  The image's tiles, of 6 x 6 or 7 x 7
// pixels that overlap, are transformed; then each of their 36 or 49 points is a separate matrix
// product, tiles x channels times channels x filters, whose results are transformed back.
//
// A kernel with strides, or with more taps, is a sum of kernels of 3 or 4 taps per side: the taps
// for even and odd rows of the image, or the first four and the next four taps.  The sum commutes
// with the transform, so these phases are just more channels: 7 x 7 taps with strides of 2 are four
// phases of 4 x 4, with a quarter of the products.
//
// The gradients are the exact adjoints: their transforms are the transposed matrices.
//
// In single precision, results differ from direct convolution by less than 1e-5 of the largest
// result (winograd_test.cpp).  Measured on the convolutions of the preset cnn: y 4.7e-6, kernel
// gradients 4.3e-6, input gradients 4.0e-6 for 7 x 7 x 64 taps; 2.6e-6, 0.9e-6, 3.7e-6 for 3 x 3;
// root mean squares 2.3e-6 and 1.2e-6 of the results; the error of direct convolution is 0.5e-6.
//
// Additional memory: the transformed kernel (36 or 49 / taps of its size; three times in the
// backward pass) and the transforms of some rows of tiles.
class WinogradConvolution : public Convolution {
 public:
  // Whether the geometry is supported: the transforms of tiles work on whole registers.
  static bool fits(const ConvolutionGeometry& geometry);
  explicit WinogradConvolution(const ConvolutionGeometry& geometry);

  // The number of tiles of a sample.
  Index tiles() const { return tile_rows_ * tile_columns_; }
  // The number of products in the forward pass, relative to direct convolution.
  double share_of_products() const;

  AlignedFloats prepare(const float* kernel, const Parallel& parallel) const override;
  void forward(Index samples, const float* x, const AlignedFloats& prepared, const float* bias,
               float* y, const Parallel& parallel) const override;
  void backward(Index samples, const float* x, const float* dy, const float* kernel,
                const ConvolutionGradients& gradients, const Parallel& parallel) const override;

 private:
  struct Group;

  Index phases() const { return static_cast<Index>(phases_.size()); }
  Index depth() const { return phases() * geometry().input.channels; }

  AlignedFloats transform_kernel(const float* kernel, bool transposed,
                                 const Parallel& parallel) const;
  AlignedFloats transpose(const float* kernel, const Parallel& parallel) const;
  void transform_taps(const float* kernel, Index phase, Index row, Index rows, Index columns,
                      float* to, Index point_stride) const;
  void set_kernel_gradient(const float* transformed, float* gradient,
                           const Parallel& parallel) const;

  TilePlace input_place(Index tile_row, Index tile_column, Index phase) const;
  TilePlace output_place(Index tile_row, Index tile_column) const;
  void transform_inputs(Group& group, Index row, const float* x) const;
  void transform_outputs(const Group& group, Index row, const float* bias, float* y) const;
  void transform_output_gradients(Group& group, Index row, const float* dy) const;
  void add_input_gradients(const Group& group, Index row, float* dx) const;

  struct Phase {
    Index row = 0;  // position of its first tap in the kernel; the next tap is a stride further
    Index column = 0;
  };
  std::vector<Phase> phases_;
  const TileTransforms* transforms_ = nullptr;
  Index points_ = 0;     // of a tile
  Index tile_rows_ = 0;  // of a sample
  Index tile_columns_ = 0;
};

}  // namespace melsift::nn
