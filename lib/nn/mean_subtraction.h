// The mean of each mel band beside the rest: what a recording's equalisation changes, and what it
// does not.
#pragma once

#include "nn/layer.h"

namespace melsift::nn {

// Twice the channels: the input's, then the input's minus their means over the width (the frames),
// for each row (band) alone.  On log-mels a filter of the whole recording adds a constant to each
// band, which the second half does not see (cepstral mean subtraction: Atal 1974, J. Acoust. Soc.
// Am. 55, 1304).  No parameters.
class MeanSubtraction : public Layer {
 public:
  explicit MeanSubtraction(const Shape& input);

  void infer(const ConstMatrixView& x, MatrixView y) const override;
  void forward(const ConstMatrixView& x, MatrixView y, std::uint64_t step) override;
  void backward(const ConstMatrixView& x, const ConstMatrixView& y, const ConstMatrixView& dy,
                MatrixView dx) override;
};

}  // namespace melsift::nn
