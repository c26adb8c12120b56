// Inverted dropout (Srivastava et al. 2014).
#pragma once

#include "nn/layer.h"

namespace melsift::nn {

// In training, sets each value to zero with probability `rate` and divides the others by 1 - rate;
// the identity in inference.  The dropped values depend only on seed, number and step.
class Dropout : public Layer {
 public:
  // 0 <= rate < 1.  `number` distinguishes the dropout layers of a network.
  Dropout(const Shape& shape, double rate, std::uint64_t seed, std::uint64_t number);

  bool works_in_place() const override { return true; }
  void infer(const ConstMatrixView& x, MatrixView y) const override;
  void forward(const ConstMatrixView& x, MatrixView y, std::uint64_t step) override;
  void backward(const ConstMatrixView& x, const ConstMatrixView& y, const ConstMatrixView& dy,
                MatrixView dx) override;

 private:
  double rate_;
  std::uint64_t seed_;
  std::uint64_t number_;
  Eigen::ArrayXf factors_;  // of the latest forward(): 0 or 1 / (1 - rate)
};

}  // namespace melsift::nn
