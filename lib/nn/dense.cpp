#include "nn/dense.h"

namespace melsift::nn {

namespace {

// Rows that infer() multiplies at a time.  Eigen's matrix product sums in another order for the
// rows that don't fill a block of four, and for a single one; in blocks of this size all are
// treated alike.
constexpr Index kInferenceRows = 16;

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

ConstMatrixView Dense::kernel() const {
  return {parameters()[0].values().data(), input_shape().size(), output_shape().size()};
}

void Dense::multiply(const ConstMatrixView& x, MatrixView y) const {
  // The product is added to what y holds, so the bias costs no pass of its own.
  y.rowwise() = Eigen::Map<const RowVector>(parameters()[1].values().data(), output_shape().size());
  y.noalias() += x * kernel();
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
  MatrixView(parameters()[0].gradient().data(), x.cols(), dy.cols()).noalias() = x.transpose() * dy;
  Eigen::Map<RowVector> bias_gradient(parameters()[1].gradient().data(), dy.cols());
  bias_gradient = dy.row(0);
  for (Index row = 1; row < dy.rows(); ++row) bias_gradient += dy.row(row);
  if (dx.size() > 0) dx.noalias() = dy * kernel().transpose();
}

}  // namespace melsift::nn
