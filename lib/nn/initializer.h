// The values of a parameter before training.  Names and distributions are those of Keras.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include <Eigen/Core>

#include "base/random.h"

namespace melsift::nn {

enum class Initializer {
  zeros,
  ones,
  // Normal with variance 2 / fan_in, truncated at two standard deviations (He et al. 2015): keeps
  // the size of signals through relu layers.
  he_normal,
  // Uniform in +-sqrt(6 / (fan_in + fan_out)) (Glorot & Bengio 2010).
  glorot_uniform,
};

// "zeros", "ones", "he_normal", "glorot_uniform".
std::string_view to_text(Initializer initializer);
std::optional<Initializer> parse_initializer(std::string_view text);

// Fills `values`.  fan_in and fan_out are the numbers of inputs that reach one unit and of units
// that one input reaches; both must be positive.
void initialize(Initializer initializer, Eigen::Index fan_in, Eigen::Index fan_out, Random& random,
                std::span<float> values);

}  // namespace melsift::nn
