#include "model/schedule.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

#include "base/error.h"

namespace melsift::model {
namespace {

constexpr std::array kKinds = {
    std::pair{ScheduleKind::constant, std::string_view("constant")},
    std::pair{ScheduleKind::cosine, std::string_view("cosine")},
    std::pair{ScheduleKind::one_cycle, std::string_view("one-cycle")},
    std::pair{ScheduleKind::plateau, std::string_view("plateau")},
};

// OneCycleLR's defaults.
constexpr double kRisingShare = 0.3;
constexpr double kFirstDivisor = 25.0;
constexpr double kLastDivisor = 1e4;  // divisor of the first rate

// Keras' defaults are a factor of 0.1 and a patience of 10, for trainings of hundreds of epochs;
// trainings here take tens of epochs.
constexpr double kPlateauFactor = 0.5;
constexpr int kPlateauPatience = 5;
constexpr double kPlateauLeast = 1e-4;

// The value between `begin` and `end` along half a cosine, at the fraction `share` (0 .. 1) of the
// way.
double annealed(double begin, double end, double share) {
  return end + (begin - end) / 2.0 * (1.0 + std::cos(std::numbers::pi * share));
}

double one_cycle(double peak, double step, double steps) {
  const double first = peak / kFirstDivisor;
  const double top = kRisingShare * steps - 1.0;  // the step of the peak, on the continuous scale
  if (step <= top) return annealed(first, peak, step / top);
  return annealed(peak, first / kLastDivisor, (step - top) / (steps - 1.0 - top));
}

}  // namespace

std::string_view to_text(ScheduleKind kind) {
  return std::ranges::find(kKinds, kind, &decltype(kKinds)::value_type::first)->second;
}

ScheduleKind parse_schedule(std::string_view text) {
  const auto found = std::ranges::find(kKinds, text, &decltype(kKinds)::value_type::second);
  if (found == kKinds.end())
    throw Error(ErrorKind::invalid_argument, "schedule",
                "unknown schedule \"" + std::string(text) +
                    "\", expected constant, cosine, one-cycle or plateau");
  return found->first;
}

Schedule::Schedule(ScheduleKind kind, double peak, std::uint64_t steps, std::uint64_t warmup)
    : kind_(kind), peak_(peak), steps_(steps), warmup_(warmup) {}

double Schedule::rate(std::uint64_t step) const {
  if (step < warmup_) return peak_ * static_cast<double>(step + 1) / static_cast<double>(warmup_);
  const auto at = static_cast<double>(step - warmup_);
  const auto count = static_cast<double>(steps_ - std::min(warmup_, steps_));
  switch (kind_) {
    case ScheduleKind::constant:
      break;
    case ScheduleKind::cosine:
      return annealed(peak_, 0.0, at / count);
    case ScheduleKind::one_cycle:
      return one_cycle(peak_, at, count);
    case ScheduleKind::plateau:
      return peak_ * plateau_.factor;
  }
  return peak_;
}

void Schedule::observe(double loss) {
  if (kind_ != ScheduleKind::plateau) return;
  if (loss < plateau_.best - kPlateauLeast) {
    plateau_.best = loss;
    plateau_.wait = 0;
  } else if (++plateau_.wait >= kPlateauPatience) {
    plateau_.factor *= kPlateauFactor;
    plateau_.wait = 0;
  }
}

}  // namespace melsift::model
