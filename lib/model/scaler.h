// Scales inputs to zero mean and unit variance, like scikit-learn's StandardScaler.
#pragma once

#include <cstddef>
#include <span>

#include "base/matrix.h"
#include "model/band_levels.h"
#include "model/sample_rows.h"
#include "nn/shape.h"

namespace melsift::model {

// In a table of features, each column has its own mean and scale, because units differ.  All values
// of mel matrices are decibels, and differences between bands are information: they share one mean
// and one scale.
struct Scaler {
  RowVector mean;   // of each column, or one for all values
  RowVector scale;  // the standard deviation (divisor n), 1 if the values are constant
  // If not empty: columns with a value above zero here are first replaced by log(max(x,
  // log_floor)).
  RowVector log_floor;
  // For mel matrices: the networks that get them without band means; these inputs are scaled by
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

  // Excludes a column: from now on every value becomes 0.  For tables only.
  void leave_out(Eigen::Index column);

  // (x - mean) / scale, in place, after the logarithms; x has mean.size() columns, or any number if
  // that is 1.
  void apply(Eigen::Ref<Matrix> x) const;
  // The same for a copy.
  Matrix operator()(Matrix x) const;
};

}  // namespace melsift::model
