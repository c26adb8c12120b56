#include "picture/spectrogram.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "dsp/decibel.h"
#include "dsp/mel.h"
#include "dsp/stft.h"

namespace melsift::picture {

Matrix mel_spectrogram(std::span<const float> samples, double sample_rate_hz, int columns) {
  constexpr std::int64_t kFramesAtATime = 64;
  const dsp::Stft stft(kNfft, kHopSamples, dsp::Padding::constant);
  const dsp::MelBank bank(sample_rate_hz, kNfft, kMels, 0.0, sample_rate_hz / 2.0);
  const std::int64_t frames = stft.frame_count(static_cast<std::int64_t>(samples.size()));
  const std::int64_t kept = std::min<std::int64_t>(frames, columns);
  const auto column_of = [&](std::int64_t frame) { return frame * kept / frames; };

  Matrix sums = Matrix::Zero(kept, kMels);
  std::vector<int> counts(static_cast<std::size_t>(kept));
  Matrix power(kFramesAtATime, stft.bins()), mel(kFramesAtATime, kMels);
  for (std::int64_t first = 0; first < frames; first += kFramesAtATime) {
    const std::int64_t count = std::min(kFramesAtATime, frames - first);
    stft.power(samples, first, power.topRows(count));
    bank.apply(power.topRows(count), mel.topRows(count));
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t column = column_of(first + i);
      sums.row(column) += mel.row(i);
      ++counts[static_cast<std::size_t>(column)];
    }
  }
  for (std::int64_t column = 0; column < kept; ++column)
    sums.row(column) /= static_cast<float>(counts[static_cast<std::size_t>(column)]);
  const float loudest = dsp::power_to_db(sums, std::max(sums.maxCoeff(), 1e-10F));
  sums = sums.cwiseMax(loudest - kTopDb);
  if (kept == columns) return sums;
  Matrix stretched(columns, kMels);
  for (int column = 0; column < columns; ++column)
    stretched.row(column) = sums.row(static_cast<std::int64_t>(column) * kept / columns);
  return stretched;
}

std::vector<Extent> extents(std::span<const float> samples, int columns) {
  std::vector<Extent> result(static_cast<std::size_t>(columns));
  const auto size = static_cast<std::int64_t>(samples.size());
  for (std::int64_t column = 0; column < columns; ++column) {
    const std::int64_t begin = std::min(column * size / columns, size - 1);
    const std::int64_t end = std::max((column + 1) * size / columns, begin + 1);
    const auto [low, high] = std::ranges::minmax(
        samples.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)));
    result[static_cast<std::size_t>(column)] = {low, high};
  }
  return result;
}

}  // namespace melsift::picture
