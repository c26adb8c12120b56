// Height x width x channels as one vector, in the order of memory.
#pragma once

#include "nn/layer.h"

namespace melsift::nn {

class Flatten : public Layer {
 public:
  explicit Flatten(const Shape& input) : Layer(input, {1, 1, input.size()}) {}

  bool works_in_place() const override { return true; }
  void infer(const ConstMatrixView& x, MatrixView y) const override {
    if (y.data() != x.data()) y = x;
  }
  void forward(const ConstMatrixView& x, MatrixView y, std::uint64_t) override { infer(x, y); }
  void backward(const ConstMatrixView&, const ConstMatrixView&, const ConstMatrixView& dy,
                MatrixView dx) override {
    if (dx.size() > 0 && dx.data() != dy.data()) dx = dy;
  }
};

}  // namespace melsift::nn
