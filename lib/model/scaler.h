// Inputs brought to zero mean and unit variance, as scikit-learn's StandardScaler does.
#pragma once

#include <cstddef>
#include <span>

#include "base/matrix.h"
#include "model/band_levels.h"
#include "model/sample_rows.h"
#include "nn/shape.h"

namespace melsift::model {

// Of a table of features each column has a mean and a scale of its own: they are of different
// units.  The values of mel matrices are all decibels, and what lies between the bands is what
// there is to hear: they have one mean and one scale.
struct Scaler {
  RowVector mean;   // of each column, or one of all values
  RowVector scale;  // the standard deviation (divisor n), 1 where the values are constant
  // Where not empty: columns for which this is above zero are first made log(max(x, log_floor)).
  RowVector log_floor;
  // Of mel matrices: the networks that get them without their band means, which are scaled by
  // BandLevels instead of mean and scale.
  BandMeans band_means = BandMeans::keep;

  // Fits to the given rows of x, at least one, each a sample of this shape.  Copies one row at a
  // time.  With `logarithms`, a column of a table gets a floor if it is above zero in all these
  // rows: variances, energies and frequencies spread over powers of ten.  The floor is half of the
  // column's smallest value.
  static Scaler fit(const SampleRows& x, std::span<const std::size_t> rows, const nn::Shape& shape,
                    bool logarithms = false);

  // Whether network number `network` of a model, from 0, gets matrices without their band means.
  bool removes_band_means(std::size_t network) const;
  // The scaler of a model with this network alone: band_means is keep or remove.
  Scaler of_network(std::size_t network) const;

  // From here on the column says nothing: whatever its value, it becomes 0.  Of a table only.
  void leave_out(Eigen::Index column);

  // (x - mean) / scale, in place, after the logarithms; x has mean.size() columns, or any number
  // where that is 1.
  void apply(Eigen::Ref<Matrix> x) const;
  // The same of a copy.
  Matrix operator()(Matrix x) const;
};

}  // namespace melsift::model
