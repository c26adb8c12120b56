#include "nn/dense.h"

#include <algorithm>

namespace melsift::nn {

namespace {

// Rows that infer() multiplies at a time.  Eigen's matrix product sums in another order for the
// rows that don't fill a block of four, and for a single one; in blocks of this size all are
// treated alike.
constexpr Index kInferenceRows = 16;

// A kernel of more values than this is worked on in blocks of its rows or columns, which several
// threads share.
constexpr Index kSmallKernel = 1 << 18;
constexpr Index kBlock = 128;

}  // namespace

Dense::Dense(const Shape& input, Index units, Initializer kernel_initializer)
    : Layer(input, Shape{1, 1, units}), kernel_initializer_(kernel_initializer) {}

std::vector<Parameter> Dense::describe_parameters() const {
  Parameter kernel;
  kernel.name = "kernel";
  kernel.shape = {input_shape().size(), output_shape().size()};
  kernel.initializer = kernel_initializer_;
  kernel.fan_in = input_shape().size();
  kernel.fan_out = output_shape().size();
  Parameter bias;
  bias.name = "bias";
  bias.shape = {output_shape().size()};
  return {std::move(kernel), std::move(bias)};
}

// Calls body(first, count) for blocks of 0 .. size-1.
void Dense::in_blocks(Index size, const std::function<void(Index, Index)>& body) const {
  if (kernel().size() <= kSmallKernel) {
    body(0, size);
    return;
  }
  parallel(static_cast<std::size_t>((size + kBlock - 1) / kBlock), [&](std::size_t number) {
    const Index first = static_cast<Index>(number) * kBlock;
    body(first, std::min(kBlock, size - first));
  });
}

ConstMatrixView Dense::kernel() const {
  return {parameters()[0].values().data(), input_shape().size(), output_shape().size()};
}

void Dense::multiply(const ConstMatrixView& x, MatrixView y) const {
  const Eigen::Map<const RowVector> bias(parameters()[1].values().data(), y.cols());
  in_blocks(y.cols(), [&](Index first, Index count) {
    // The product is added to what y holds, so the bias costs no pass of its own.
    y.middleCols(first, count).rowwise() = bias.segment(first, count);
    y.middleCols(first, count).noalias() += x * kernel().middleCols(first, count);
  });
}

void Dense::infer(const ConstMatrixView& x, MatrixView y) const {
  const Index whole = x.rows() / kInferenceRows * kInferenceRows;
  const Index rest = x.rows() - whole;
  if (whole > 0) multiply({x.data(), whole, x.cols()}, {y.data(), whole, y.cols()});
  if (rest == 0) return;
  Matrix padded_x = Matrix::Zero(kInferenceRows, x.cols());
  Matrix padded_y(kInferenceRows, y.cols());
  padded_x.topRows(rest) = x.bottomRows(rest);
  multiply(const_view(padded_x), {padded_y.data(), kInferenceRows, y.cols()});
  y.bottomRows(rest) = padded_y.topRows(rest);
}

void Dense::forward(const ConstMatrixView& x, MatrixView y, std::uint64_t) {
  multiply(x, y);
}

void Dense::backward(const ConstMatrixView& x, const ConstMatrixView&, const ConstMatrixView& dy,
                     MatrixView dx) {
  MatrixView kernel_gradient(parameters()[0].gradient().data(), x.cols(), dy.cols());
  in_blocks(x.cols(), [&](Index first, Index count) {
    kernel_gradient.middleRows(first, count).noalias() =
        x.middleCols(first, count).transpose() * dy;
    if (dx.size() > 0) {
      dx.middleCols(first, count).noalias() = dy * kernel().middleRows(first, count).transpose();
    }
  });
  Eigen::Map<RowVector> bias_gradient(parameters()[1].gradient().data(), dy.cols());
  bias_gradient = dy.row(0);
  for (Index row = 1; row < dy.rows(); ++row) bias_gradient += dy.row(row);
}

}  // namespace melsift::nn
