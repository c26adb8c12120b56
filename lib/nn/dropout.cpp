#include "nn/dropout.h"

#include <cmath>

#include "base/random.h"

namespace melsift::nn {

namespace {

// Streams below this number initialize parameters.
constexpr int kNumberBits = 16;

}  // namespace

Dropout::Dropout(const Shape& shape, double rate, std::uint64_t seed, std::uint64_t number)
    : Layer(shape, shape), rate_(rate), seed_(seed), number_(number) {}

void Dropout::infer(const ConstMatrixView& x, MatrixView y) const {
  if (y.data() != x.data()) y = x;
}

void Dropout::forward(const ConstMatrixView& x, MatrixView y, std::uint64_t step) {
  if (factors_.size() < x.size()) factors_.resize(x.size());
  Random random = Random::stream(seed_, ((step + 1) << kNumberBits) + number_);
  // Each draw of 64 bits decides on two values.
  const auto threshold = static_cast<std::uint64_t>(std::llround(rate_ * 0x1.0p32));
  const auto kept = static_cast<float>(1.0 / (1.0 - rate_));
  const auto factor = [&](std::uint64_t bits) { return bits < threshold ? 0.0F : kept; };
  Index i = 0;
  for (; i + 1 < x.size(); i += 2) {
    const std::uint64_t bits = random.bits();
    factors_[i] = factor(bits >> 32);
    factors_[i + 1] = factor(bits & 0xffffffffU);
  }
  if (i < x.size()) factors_[i] = factor(random.bits() >> 32);
  const float* in = x.data();
  float* out = y.data();
  for (i = 0; i < x.size(); ++i) out[i] = in[i] * factors_[i];
}

void Dropout::backward(const ConstMatrixView&, const ConstMatrixView&, const ConstMatrixView& dy,
                       MatrixView dx) {
  const float* by_out = dy.data();
  float* by_in = dx.data();
  for (Index i = 0; i < dx.size(); ++i) by_in[i] = by_out[i] * factors_[i];
}

}  // namespace melsift::nn
