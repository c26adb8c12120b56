#include "base/random.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace melsift {

std::uint64_t Random::below(std::uint64_t count) {
  const std::uint64_t limit = std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t accepted = limit - limit % count;  // a multiple of count
  std::uint64_t value = bits();
  while (value >= accepted) value = bits();
  return value % count;
}

double Random::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  const double angle = 2.0 * std::numbers::pi * uniform();
  spare_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

double Random::beta(double a, double b) {
  // g / (g + h) of two gamma variates, from their logarithms: if their shape is small, both may be
  // too small for a double.
  const double g = log_gamma_variate(a);
  const double h = log_gamma_variate(b);
  return 1.0 / (1.0 + std::exp(h - g));
}

double Random::log_gamma_variate(double shape) {
  if (shape < 1.0) {
    const double log_share = std::log(1.0 - uniform()) / shape;
    return log_gamma_variate(shape + 1.0) + log_share;
  }
  const double d = shape - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  for (;;) {
    const double x = normal();
    const double cube_root = 1.0 + c * x;
    if (cube_root <= 0.0) continue;
    const double v = cube_root * cube_root * cube_root;
    if (std::log(1.0 - uniform()) < 0.5 * x * x + d * (1.0 - v + std::log(v)))
      return std::log(d * v);
  }
}

Random Random::stream(std::uint64_t seed, std::uint64_t stream) {
  // SplitMix64's finaliser (Steele, Lea & Flood 2014) spreads neighbouring numbers apart.
  std::uint64_t z = seed + 0x9e3779b97f4a7c15ULL * (stream + 1);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return Random(z ^ (z >> 31));
}

}  // namespace melsift
