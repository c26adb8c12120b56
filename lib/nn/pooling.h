// Layers that combine many values into one: those of a window, or of a whole channel.
#pragma once

#include "nn/layer.h"

namespace melsift::nn {

// The output shape for windows without overlap; positions at the end of a side that no whole window
// covers are ignored.
Shape pooled_shape(const Shape& input, const Extent& window);

// y = mean of each window, channel by channel.
class AveragePooling2D : public Layer {
 public:
  AveragePooling2D(const Shape& input, const Extent& window);

  void infer(const ConstMatrixView& x, MatrixView y) const override;
  void forward(const ConstMatrixView& x, MatrixView y, std::uint64_t step) override;
  void backward(const ConstMatrixView& x, const ConstMatrixView& y, const ConstMatrixView& dy,
                MatrixView dx) override;

 private:
  Extent window_;
};

// y = maximum of each window, channel by channel.  The gradient goes to the first position, row by
// row, that has it.
class MaxPooling2D : public Layer {
 public:
  MaxPooling2D(const Shape& input, const Extent& window);

  void infer(const ConstMatrixView& x, MatrixView y) const override;
  void forward(const ConstMatrixView& x, MatrixView y, std::uint64_t step) override;
  void backward(const ConstMatrixView& x, const ConstMatrixView& y, const ConstMatrixView& dy,
                MatrixView dx) override;

 private:
  Extent window_;
};

// For each channel over all positions: the mean, the maximum (with the gradient as above), or both,
// the means before the maxima.
class GlobalPooling2D : public Layer {
 public:
  enum class Kind { average, max, average_max };

  GlobalPooling2D(const Shape& input, Kind kind);

  void infer(const ConstMatrixView& x, MatrixView y) const override;
  void forward(const ConstMatrixView& x, MatrixView y, std::uint64_t step) override;
  void backward(const ConstMatrixView& x, const ConstMatrixView& y, const ConstMatrixView& dy,
                MatrixView dx) override;

 private:
  Kind kind_;
};

}  // namespace melsift::nn
