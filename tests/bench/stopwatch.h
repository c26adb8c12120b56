// Times that can be compared on a shared machine: the candidates run in turns, and the median of
// each counts.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <vector>

namespace melsift::bench {

inline double milliseconds(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

inline double median(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

// Median milliseconds of each candidate over `rounds`, after one round that isn't counted.
inline std::vector<double> in_turns(int rounds,
                                    const std::vector<std::function<void()>>& candidates) {
  std::vector<std::vector<double>> times(candidates.size());
  for (const auto& work : candidates) work();
  for (int round = 0; round < rounds; ++round)
    for (std::size_t i = 0; i < candidates.size(); ++i)
      times[i].push_back(milliseconds(candidates[i]));
  std::vector<double> medians;
  for (auto& rounds_of_one : times) medians.push_back(median(std::move(rounds_of_one)));
  return medians;
}

}  // namespace melsift::bench
