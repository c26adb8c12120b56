// The tempo of a track, without the other features of the set gtzan57.
#pragma once

#include <memory>

#include "feature/signal.h"

namespace melsift::feature {

struct Tables;

// Thread-safe.
class TempoEstimator {
 public:
  TempoEstimator();
  ~TempoEstimator();
  TempoEstimator(TempoEstimator&&) noexcept;
  TempoEstimator& operator=(TempoEstimator&&) noexcept;

  int sample_rate() const;  // Hz, of the signal
  // Beats per minute.  Equals the column `tempo` of the set gtzan57 with padding=reflect to the
  // last bit.  Throws Error invalid_argument if the signal has no samples, and what signal.read
  // throws.
  double operator()(const Signal& signal) const;

 private:
  std::unique_ptr<const Tables> tables_;
};

}  // namespace melsift::feature
