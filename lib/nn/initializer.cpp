#include "nn/initializer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace melsift::nn {

namespace {

constexpr std::array kNames = {
    std::pair{Initializer::zeros, std::string_view("zeros")},
    std::pair{Initializer::ones, std::string_view("ones")},
    std::pair{Initializer::he_normal, std::string_view("he_normal")},
    std::pair{Initializer::glorot_uniform, std::string_view("glorot_uniform")},
};

// Standard deviation of a standard normal that is truncated at +-2: Keras divides by it, so that
// the variance is correct after truncation.
constexpr double kTruncatedDeviation = 0.87962566103423978;

double truncated_normal(Random& random) {
  double value = random.normal();
  while (std::abs(value) > 2.0) value = random.normal();
  return value;
}

}  // namespace

std::string_view to_text(Initializer initializer) {
  return std::find_if(kNames.begin(), kNames.end(),
                      [&](const auto& entry) { return entry.first == initializer; })
      ->second;
}

std::optional<Initializer> parse_initializer(std::string_view text) {
  for (const auto& [initializer, name] : kNames) {
    if (name == text) return initializer;
  }
  return std::nullopt;
}

void initialize(Initializer initializer, Eigen::Index fan_in, Eigen::Index fan_out, Random& random,
                std::span<float> values) {
  switch (initializer) {
    case Initializer::zeros:
      std::ranges::fill(values, 0.0F);
      return;
    case Initializer::ones:
      std::ranges::fill(values, 1.0F);
      return;
    case Initializer::he_normal: {
      const double deviation = std::sqrt(2.0 / static_cast<double>(fan_in)) / kTruncatedDeviation;
      for (float& value : values) value = static_cast<float>(deviation * truncated_normal(random));
      return;
    }
    case Initializer::glorot_uniform: {
      const double limit = std::sqrt(6.0 / static_cast<double>(fan_in + fan_out));
      for (float& value : values) value = static_cast<float>(random.uniform(-limit, limit));
      return;
    }
  }
}

}  // namespace melsift::nn
