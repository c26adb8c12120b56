// Learning-rate schedules: how large a step the optimizer takes, and when.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

namespace melsift::model {

enum class ScheduleKind {
  constant,
  cosine,     // half a cosine from the peak to zero (Loshchilov & Hutter 2017, without restarts)
  one_cycle,  // up to the peak, then down to next to nothing (Smith & Topin 2019)
  plateau,    // halved where the loss no longer falls
};

// "constant", "cosine", "one-cycle", "plateau".
std::string_view to_text(ScheduleKind kind);
// Reads it back.  Throws Error invalid_argument "schedule".
ScheduleKind parse_schedule(std::string_view text);

// What a plateau schedule goes by; enough to continue it.
struct PlateauState {
  double factor = 1.0;  // of the peak
  double best = std::numeric_limits<double>::infinity();
  int wait = 0;  // epochs since the best

  bool operator==(const PlateauState&) const = default;
};

// The learning rate of each of `steps` optimizer steps, as PyTorch's CosineAnnealingLR (T_max =
// steps) and OneCycleLR (its defaults: three tenths of the steps up from peak / 25, the rest down
// to peak / 250,000, both along a cosine; the momentum is left alone) and as Keras'
// ReduceLROnPlateau (factor 0.5, patience 5 epochs, min_delta 1e-4) give it.
//
// During the first `warmup` steps the rate rises evenly, peak / warmup at a time, and the schedule
// proper begins behind them (Goyal et al. 2017).
class Schedule {
 public:
  Schedule(ScheduleKind kind, double peak, std::uint64_t steps, std::uint64_t warmup = 0);

  // Of step 0, 1, ... steps-1.
  double rate(std::uint64_t step) const;

  // Tells an epoch's loss, which a plateau goes by.  NaN is no better than any.
  void observe(double loss);
  const PlateauState& plateau() const { return plateau_; }
  void set_plateau(const PlateauState& state) { plateau_ = state; }

 private:
  ScheduleKind kind_;
  double peak_;
  std::uint64_t steps_;
  std::uint64_t warmup_;
  PlateauState plateau_;
};

}  // namespace melsift::model
