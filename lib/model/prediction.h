// The predictions of trained networks for the rows of a dataset.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/dataset.h"
#include "model/scaler.h"
#include "nn/network.h"

namespace melsift::model {

// Rows as inputs of the first network of a model: scaled, and cut to the first frames if a mel
// matrix has more frames than `input`.
Matrix network_rows(const Dataset& data, std::span<const std::size_t> rows, const Scaler& scaler,
                    const nn::Shape& input);

// The mean of the networks' outputs, one row for each of `rows`.  There must be at least one
// network, and all must have the same architecture.  Memory is that of a few hundred rows.
Matrix predict_rows(std::span<const nn::Network> networks, const Dataset& data,
                    std::span<const std::size_t> rows, const Scaler& scaler);

// The same for whole mel matrices: the mean over windows every `hop` frames (see windows.h).
Matrix predict_tracks(std::span<const nn::Network> networks, const Dataset& data,
                      std::span<const std::size_t> rows, const Scaler& scaler, nn::Index hop);

// The networks' outputs for whole mel matrices, summed over networks and windows.  Divided by the
// number of networks times the number of windows they are what predict_tracks() gives.
struct OutputSums {
  Matrix sums;              // (rows, outputs)
  std::size_t windows = 1;  // of each row
};
OutputSums sum_outputs(std::span<const nn::Network> networks, const Dataset& data,
                       std::span<const std::size_t> rows, const Scaler& scaler, nn::Index hop);
Matrix mean_output(OutputSums outputs, std::size_t networks);

// The classes of `rows`.
std::vector<int> classes_of(const Dataset& data, std::span<const std::size_t> rows);

// The number of rows whose largest probability is that of their class; a single column is the
// probability of class 1 of two.
std::size_t count_right(const Eigen::Ref<const Matrix>& probabilities,
                        std::span<const int> classes);

}  // namespace melsift::model
