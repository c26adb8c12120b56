// Converts raw vectors to unit vectors, whose inner product compares them.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace melsift::index {

struct Standardisation {
  std::vector<double> mean;
  std::vector<double> scale;  // 1 / standard deviation, 0 for a value that is constant

  // (raw - mean) * scale, scaled to length 1, into `out`; all zeros if no value differs from the
  // mean or if a value is not finite.  All have the size of mean.
  void unit(std::span<const float> raw, std::span<float> out) const {
    std::vector<double> values(mean.size());
    double squares = 0.0;
    for (std::size_t i = 0; i < mean.size(); ++i) {
      values[i] = (static_cast<double>(raw[i]) - mean[i]) * scale[i];
      squares += values[i] * values[i];
    }
    const double factor = squares > 0.0 && std::isfinite(squares) ? 1.0 / std::sqrt(squares) : 0.0;
    for (std::size_t i = 0; i < mean.size(); ++i)
      out[i] = factor > 0.0 ? static_cast<float>(values[i] * factor) : 0.0F;
  }
};

}  // namespace melsift::index
