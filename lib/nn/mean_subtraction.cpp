#include "nn/mean_subtraction.h"

namespace melsift::nn {

MeanSubtraction::MeanSubtraction(const Shape& input)
    : Layer(input, {input.height, input.width, 2 * input.channels}) {}

void MeanSubtraction::infer(const ConstMatrixView& x, MatrixView y) const {
  const Index width = input_shape().width;
  const Index channels = input_shape().channels;
  const Index values = width * channels;  // of a row of an image
  parallel(static_cast<std::size_t>(x.rows() * input_shape().height), [&](std::size_t row) {
    const ConstMatrixView in(x.data() + static_cast<Index>(row) * values, width, channels);
    MatrixView out(y.data() + static_cast<Index>(row) * 2 * values, width, 2 * channels);
    out.leftCols(channels) = in;
    out.rightCols(channels) = in.rowwise() - in.colwise().mean().eval();
  });
}

void MeanSubtraction::forward(const ConstMatrixView& x, MatrixView y, std::uint64_t) {
  infer(x, y);
}

// The derivative of x - mean(x) is symmetric: it takes dy to dy - mean(dy).
void MeanSubtraction::backward(const ConstMatrixView&, const ConstMatrixView&,
                               const ConstMatrixView& dy, MatrixView dx) {
  if (dx.size() == 0) return;
  const Index width = input_shape().width;
  const Index channels = input_shape().channels;
  const Index values = width * channels;
  parallel(static_cast<std::size_t>(dy.rows() * input_shape().height), [&](std::size_t row) {
    const ConstMatrixView by_out(dy.data() + static_cast<Index>(row) * 2 * values, width,
                                 2 * channels);
    const auto by_rest = by_out.rightCols(channels);
    MatrixView by_in(dx.data() + static_cast<Index>(row) * values, width, channels);
    by_in = by_out.leftCols(channels) + by_rest;
    by_in.rowwise() -= by_rest.colwise().mean().eval();
  });
}

}  // namespace melsift::nn
