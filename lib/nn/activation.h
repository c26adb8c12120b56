// Layers without parameters that apply a function to each value or each row.
#pragma once

#include "nn/layer.h"

namespace melsift::nn {

// y = max(x, 0); NaN stays NaN, so that a diverged training can be noticed.
class Relu : public Layer {
 public:
  explicit Relu(const Shape& shape) : Layer(shape, shape) {}

  bool works_in_place() const override { return true; }
  bool backward_reads_output() const override { return true; }
  void infer(const ConstMatrixView& x, MatrixView y) const override;
  void forward(const ConstMatrixView& x, MatrixView y, std::uint64_t step) override;
  void backward(const ConstMatrixView& x, const ConstMatrixView& y, const ConstMatrixView& dy,
                MatrixView dx) override;
};

// y = 1 / (1 + exp(-x)).
class Sigmoid : public Layer {
 public:
  explicit Sigmoid(const Shape& shape) : Layer(shape, shape) {}

  bool works_in_place() const override { return true; }
  bool backward_reads_output() const override { return true; }
  void infer(const ConstMatrixView& x, MatrixView y) const override;
  void forward(const ConstMatrixView& x, MatrixView y, std::uint64_t step) override;
  void backward(const ConstMatrixView& x, const ConstMatrixView& y, const ConstMatrixView& dy,
                MatrixView dx) override;
};

// y_i = exp(x_i) / sum_j exp(x_j) over the channels, after subtracting the largest: any finite x
// gives probabilities.
class Softmax : public Layer {
 public:
  explicit Softmax(const Shape& shape) : Layer(shape, shape) {}

  bool works_in_place() const override { return true; }
  bool backward_reads_output() const override { return true; }
  void infer(const ConstMatrixView& x, MatrixView y) const override;
  void forward(const ConstMatrixView& x, MatrixView y, std::uint64_t step) override;
  void backward(const ConstMatrixView& x, const ConstMatrixView& y, const ConstMatrixView& dy,
                MatrixView dx) override;
};

}  // namespace melsift::nn
