// Raw vectors to directions that can be compared by their inner product.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace melsift::index {

struct Standardisation {
  std::vector<double> mean;
  std::vector<double> scale;  // 1 / standard deviation, 0 for a value that says nothing

  // (raw - mean) * scale, scaled to length 1, into `out`; all zeros where nothing differs from the
  // mean, and where a number is not finite.  All of mean's size.
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
