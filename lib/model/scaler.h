// Features brought to zero mean and unit variance, as scikit-learn's StandardScaler does.
#pragma once

#include "base/matrix.h"

namespace melsift::model {

struct Scaler {
  RowVector mean;   // of each column
  RowVector scale;  // its standard deviation (divisor n), 1 for a column that is constant

  // From rows of samples; at least one.
  static Scaler fit(const Matrix& x);

  // (x - mean) / scale, row by row; x has mean.size() columns.
  Matrix operator()(const Matrix& x) const;
};

}  // namespace melsift::model
