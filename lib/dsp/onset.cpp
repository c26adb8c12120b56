#include "dsp/onset.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace melsift::dsp {
namespace {

// numpy.median; reorders `values`.
float median(RowVector& values) {
  float* const begin = values.data();
  float* const end = begin + values.size();
  float* const middle = begin + values.size() / 2;
  std::nth_element(begin, middle, end);
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(begin, middle) + *middle) / 2.0F;
}

}  // namespace

OnsetStrength::OnsetStrength(int n_fft, int hop_length, Aggregate aggregate)
    : delay_(1 + static_cast<std::size_t>(n_fft / (2 * hop_length))), aggregate_(aggregate) {}

void OnsetStrength::add(const Eigen::Ref<const RowVector>& mel_db) {
  if (previous_.size() > 0) {
    RowVector rises = (mel_db - previous_).cwiseMax(0.0F);
    rises_.push_back(aggregate_ == Aggregate::mean ? rises.mean() : median(rises));
  }
  previous_ = mel_db;
}

std::vector<float> OnsetStrength::strength() const {
  if (previous_.size() == 0) return {};
  const std::size_t frames = rises_.size() + 1;
  std::vector<float> out(frames, 0.0F);
  for (std::size_t t = delay_; t < frames; ++t) out[t] = rises_[t - delay_];
  return out;
}

std::vector<std::size_t> onset_frames(const std::vector<float>& strength, double sample_rate,
                                      int hop_length) {
  const auto frames = [&](double seconds) {
    return static_cast<std::size_t>(seconds * sample_rate / hop_length);
  };
  const std::size_t max_before = frames(0.03), max_after = 1;
  const std::size_t mean_before = frames(0.10), mean_after = frames(0.10) + 1, wait = frames(0.03);
  constexpr float kDelta = 0.07F;
  std::vector<std::size_t> onsets;
  if (strength.empty()) return onsets;
  const auto [low, high] = std::minmax_element(strength.begin(), strength.end());
  if (*high == 0.0F && *low == 0.0F) return onsets;
  const float range = *high - *low + std::numeric_limits<float>::min();
  std::vector<float> scaled;
  for (const float x : strength) scaled.push_back((x - *low) / range);

  for (std::size_t t = 0; t < scaled.size(); ++t) {
    if (!onsets.empty() && t <= onsets.back() + wait) continue;
    const auto window = [&](std::size_t before, std::size_t after) {
      return std::pair(
          scaled.begin() + static_cast<std::ptrdiff_t>(t - std::min(t, before)),
          scaled.begin() + static_cast<std::ptrdiff_t>(std::min(scaled.size(), t + after)));
    };
    const auto [max_begin, max_end] = window(max_before, max_after);
    if (scaled[t] < *std::max_element(max_begin, max_end)) continue;
    const auto [mean_begin, mean_end] = window(mean_before, mean_after);
    const double mean =
        std::accumulate(mean_begin, mean_end, 0.0) / static_cast<double>(mean_end - mean_begin);
    if (scaled[t] >= mean + kDelta) onsets.push_back(t);
  }
  return onsets;
}

}  // namespace melsift::dsp
