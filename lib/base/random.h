// Seeded pseudo-random numbers that are the same on every platform: the generator is
// std::mt19937_64, whose output the standard defines.  The distributions are melsift's own, because
// the standard leaves std::normal_distribution and std::shuffle to the implementation.
#pragma once

#include <cstdint>
#include <random>
#include <utility>

namespace melsift {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t bits() { return engine_(); }
  // Uniform in [0, 1), 53 bits.
  double uniform() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }
  // Uniform in [low, high).
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  // Uniform in 0 .. count-1; count must be positive.  Rejection: no modulo bias.
  std::uint64_t below(std::uint64_t count);
  // Standard normal (Box & Muller 1958, both values used).
  double normal();
  // Beta-distributed, in [0, 1]; both parameters must be positive (two gamma variates by Marsaglia
  // & Tsang 2000).
  double beta(double a, double b);

  // Fisher-Yates over anything with operator[] and size().
  template <class Sequence>
  void shuffle(Sequence& sequence) {
    for (std::size_t i = sequence.size(); i > 1; --i) {
      using std::swap;
      swap(sequence[i - 1], sequence[below(i)]);
    }
  }

  // An independent stream for the part of the work numbered `stream`: the order in which parts are
  // done does not matter.
  static Random stream(std::uint64_t seed, std::uint64_t stream);

 private:
  double log_gamma_variate(double shape);

  std::mt19937_64 engine_;
  double spare_ = 0.0;
  bool has_spare_ = false;
};

}  // namespace melsift
