// Learning-rate schedules: the size of the optimizer's steps over time.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

namespace melsift::model {

enum class ScheduleKind {
  constant,
  cosine,     // half a cosine from the peak to zero (Loshchilov & Hutter 2017, without restarts)
  one_cycle,  // up to the peak, then down to almost zero (Smith & Topin 2019)
  plateau,    // halved when the loss no longer falls
};

// "constant", "cosine", "one-cycle", "plateau".
std::string_view to_text(ScheduleKind kind);
// Reads the name of a schedule.  Throws Error invalid_argument "schedule".
ScheduleKind parse_schedule(std::string_view text);

// The state of a plateau schedule, from which it can continue.
struct PlateauState {
  double factor = 1.0;  // factor of the peak
  double best = std::numeric_limits<double>::infinity();
  int wait = 0;  // epochs since the best epoch

  bool operator==(const PlateauState&) const = default;
};

// The learning rate of each of `steps` optimizer steps, as PyTorch's CosineAnnealingLR (T_max =
// steps) and OneCycleLR (its defaults: three tenths of the steps up from peak / 25, the rest down
// to peak / 250,000, both along a cosine; the momentum is left alone) and as Keras'
// ReduceLROnPlateau (factor 0.5, patience 5 epochs, min_delta 1e-4) give it.
//
// During the first `warmup` steps the rate rises evenly, by peak / warmup per step; then the
// schedule itself begins (Goyal et al. 2017).
class Schedule {
 public:
  Schedule(ScheduleKind kind, double peak, std::uint64_t steps, std::uint64_t warmup = 0);

  // The rate of step 0, 1, ... steps-1.
  double rate(std::uint64_t step) const;

  // Receives the loss of an epoch, which a plateau schedule uses.  NaN is never an improvement.
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
