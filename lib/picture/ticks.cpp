#include "picture/ticks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace melsift::picture {
namespace {

std::string fixed(double value, int decimals) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", decimals, value == 0.0 ? 0.0 : value);
  return text.data();
}

// The smallest of 1, 2, 5 times a power of ten that is at least `step`.
double rounded_up(double step) {
  const double power = std::pow(10.0, std::floor(std::log10(step)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= step * (1.0 - 1e-9)) return factor * power;
  return 10.0 * power;
}

int decimals_of(double step) {
  return std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
}

std::string clock(double seconds, bool hours) {
  const auto whole = static_cast<long long>(std::llround(seconds));
  std::array<char, 64> text{};
  if (hours)
    std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                  whole % 60);
  else
    std::snprintf(text.data(), text.size(), "%lld:%02lld", whole / 60, whole % 60);
  return text.data();
}

}  // namespace

std::vector<Tick> number_ticks(double low, double high, int most) {
  const double step = rounded_up((high - low) / std::max(1, most - 1));
  const int decimals = decimals_of(step);
  std::vector<Tick> ticks;
  const double slack = 1e-9 * (high - low);
  for (double n = std::ceil((low - slack) / step); n * step <= high + slack; n += 1.0)
    ticks.push_back({n * step, fixed(n * step, decimals)});
  return ticks;
}

std::vector<Tick> time_ticks(double end_s, int most) {
  constexpr std::array kSteps{10.0,  15.0,   30.0,   60.0,   120.0,   300.0,  600.0,
                              900.0, 1800.0, 3600.0, 7200.0, 14400.0, 43200.0};
  const double wanted = end_s / std::max(1, most - 1);
  double step = kSteps.back();
  if (wanted <= 5.0)
    step = rounded_up(wanted);
  else if (const auto* found = std::ranges::lower_bound(kSteps, wanted); found != kSteps.end())
    step = *found;
  else
    step *= std::ceil(wanted / step);
  if (end_s >= 10.0) step = std::max(step, 1.0);
  const bool fractions = end_s < 10.0;
  std::vector<Tick> ticks;
  for (double n = 0.0; n * step <= end_s * (1.0 + 1e-9); n += 1.0)
    ticks.push_back({n * step, fractions ? fixed(n * step, decimals_of(step)) + " s"
                                         : clock(n * step, end_s >= 3600.0)});
  return ticks;
}

std::vector<Tick> frequency_ticks(double low_hz, double high_hz) {
  std::vector<Tick> ticks;
  for (double power = std::pow(10.0, std::floor(std::log10(low_hz))); power <= high_hz;
       power *= 10.0)
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double hz = factor * power;
      if (hz < low_hz || hz > high_hz) continue;
      ticks.push_back({hz, hz < 1000.0 ? fixed(hz, 0) : fixed(hz / 1000.0, 0) + "k"});
    }
  return ticks;
}

}  // namespace melsift::picture
