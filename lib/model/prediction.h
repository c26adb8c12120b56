// What trained networks say of the rows of a dataset.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/dataset.h"
#include "model/scaler.h"
#include "nn/network.h"

namespace melsift::model {

// Rows as the first network of a model takes them: scaled, of a mel matrix with more frames than
// `input` the first.
Matrix network_rows(const Dataset& data, std::span<const std::size_t> rows, const Scaler& scaler,
                    const nn::Shape& input);

// The mean of the networks' outputs, a row for each of `rows`; at least one network, all of the
// same architecture.  A few hundred rows are held at a time.
Matrix predict_rows(std::span<const nn::Network> networks, const Dataset& data,
                    std::span<const std::size_t> rows, const Scaler& scaler);

// The same for whole mel matrices: the mean over windows every `hop` frames (see windows.h).
Matrix predict_tracks(std::span<const nn::Network> networks, const Dataset& data,
                      std::span<const std::size_t> rows, const Scaler& scaler, nn::Index hop);

// The classes of `rows`.
std::vector<int> classes_of(const Dataset& data, std::span<const std::size_t> rows);

// How many rows of probabilities are largest at their class; a single column is the probability of
// class 1 of two.
std::size_t count_right(const Eigen::Ref<const Matrix>& probabilities,
                        std::span<const int> classes);

}  // namespace melsift::model
