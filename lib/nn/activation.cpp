#include "nn/activation.h"

#include <algorithm>

namespace melsift::nn {

namespace {

// values[i] = exp(values[i]).  Eigen's vectorised exp and the C library's, which it falls back to
// for the last few values, differ in the last bit; here all values use the former.
void exponentiate(float* values, Index count) {
  using Block = Eigen::Array<float, 8, 1>;
  constexpr Index kBlock = Block::SizeAtCompileTime;
  Index i = 0;
  for (; i + kBlock <= count; i += kBlock) {
    Eigen::Map<Block> block(values + i);
    block = block.exp();
  }
  if (i == count) return;
  Block block = Block::Zero();
  std::copy(values + i, values + count, block.data());
  block = block.exp().eval();
  std::copy_n(block.data(), count - i, values + i);
}

}  // namespace

void Relu::infer(const ConstMatrixView& x, MatrixView y) const {
  const float* in = x.data();
  float* out = y.data();
  for (Index i = 0; i < x.size(); ++i) out[i] = in[i] < 0.0F ? 0.0F : in[i];
}

void Relu::forward(const ConstMatrixView& x, MatrixView y, std::uint64_t) {
  infer(x, y);
}

void Relu::backward(const ConstMatrixView&, const ConstMatrixView& y, const ConstMatrixView& dy,
                    MatrixView dx) {
  if (dx.size() == 0) return;
  const float* out = y.data();
  const float* by_out = dy.data();
  float* by_in = dx.data();
  for (Index i = 0; i < y.size(); ++i) by_in[i] = out[i] > 0.0F ? by_out[i] : 0.0F;
}

void Sigmoid::infer(const ConstMatrixView& x, MatrixView y) const {
  y = -x;
  exponentiate(y.data(), y.size());
  y.array() = 1.0F / (1.0F + y.array());
}

void Sigmoid::forward(const ConstMatrixView& x, MatrixView y, std::uint64_t) {
  infer(x, y);
}

void Sigmoid::backward(const ConstMatrixView&, const ConstMatrixView& y, const ConstMatrixView& dy,
                       MatrixView dx) {
  if (dx.size() == 0) return;
  dx.array() = dy.array() * y.array() * (1.0F - y.array());
}

void Softmax::infer(const ConstMatrixView& x, MatrixView y) const {
  const Index channels = output_shape().channels;
  const Index groups = x.size() / channels;
  const float* in = x.data();
  float* out = y.data();
  for (Index group = 0; group < groups; ++group, in += channels, out += channels) {
    const float largest = *std::max_element(in, in + channels);
    for (Index i = 0; i < channels; ++i) out[i] = in[i] - largest;
  }
  exponentiate(y.data(), y.size());
  out = y.data();
  for (Index group = 0; group < groups; ++group, out += channels) {
    float sum = 0.0F;
    for (Index i = 0; i < channels; ++i) sum += out[i];
    const float scale = 1.0F / sum;
    for (Index i = 0; i < channels; ++i) out[i] *= scale;
  }
}

void Softmax::forward(const ConstMatrixView& x, MatrixView y, std::uint64_t) {
  infer(x, y);
}

void Softmax::backward(const ConstMatrixView&, const ConstMatrixView& y, const ConstMatrixView& dy,
                       MatrixView dx) {
  if (dx.size() == 0) return;
  const Index channels = output_shape().channels;
  for (Index begin = 0; begin < y.size(); begin += channels) {
    const float* out = y.data() + begin;
    const float* by_out = dy.data() + begin;
    float* by_in = dx.data() + begin;
    float projection = 0.0F;
    for (Index i = 0; i < channels; ++i) projection += out[i] * by_out[i];
    for (Index i = 0; i < channels; ++i) by_in[i] = out[i] * (by_out[i] - projection);
  }
}

}  // namespace melsift::nn
