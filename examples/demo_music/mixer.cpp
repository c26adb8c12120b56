#include "mixer.h"

#include <algorithm>
#include <span>

#include "effects.h"
#include "rate.h"
#include "synth.h"

namespace melsift::demo {
namespace {

// No two mixes are alike: each part, and the whole, is up to this much louder or softer than the
// score says.
constexpr double kBalanceDb = 2.0;

std::vector<float> played(const Score& score, const Part& part, std::size_t size, Random& random) {
  std::vector<float> signal(size);
  for (const Note& note : part.notes) {
    const double start = std::max(0.0, score.seconds(note.start));
    const std::size_t first = samples(start);
    if (first >= size) continue;
    const Tone tone{.frequency_hz = frequency(note.pitch),
                    .held_s = score.seconds(note.start + note.length) - start,
                    .velocity = std::clamp(note.velocity, 0.0, 1.0)};
    play(part.patch, tone, random, std::span(signal).subspan(first));
  }
  return signal;
}

void apply(const Channel& channel, const Score& score, std::span<float> signal) {
  const double beat_s = 60.0 / score.tempo;
  if (channel.drive > 0.0) overdrive(signal, channel.drive);
  band(signal, channel.low_cut_hz, channel.high_cut_hz);
  if (channel.tremolo > 0.0) tremolo(signal, channel.tremolo, 5.0);
  if (channel.pump > 0.0) pump(signal, channel.pump, beat_s);
  if (channel.echo > 0.0) echo(signal, channel.echo, channel.echo_beats * beat_s);
}

void add(std::span<const float> signal, double gain, std::span<float> sum) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += static_cast<float>(gain) * signal[i];
}

// Straight lines up over 5 ms and down over 0.4 s: the track is an excerpt of a longer piece.
void fade(std::span<float> signal) {
  const std::size_t in = std::min(signal.size(), samples(0.005));
  const std::size_t out = std::min(signal.size(), samples(0.4));
  for (std::size_t i = 0; i < in; ++i) signal[i] *= static_cast<float>(i) / static_cast<float>(in);
  for (std::size_t i = 0; i < out; ++i)
    signal[signal.size() - 1 - i] *= static_cast<float>(i) / static_cast<float>(out);
}

}  // namespace

std::vector<float> mix(const Score& score, double seconds, Random& random) {
  const std::size_t size = samples(seconds);
  std::vector<float> sum(size), send(size);
  for (const Part& part : score.parts) {
    std::vector<float> signal = played(score, part, size, random);
    apply(part.channel, score, signal);
    const double mean = level(signal);
    if (mean == 0.0) continue;
    const double balance_db = random.uniform(-kBalanceDb, kBalanceDb);
    const double gain = linear(part.channel.level_db + balance_db) / mean;
    add(signal, gain, sum);
    add(signal, gain * linear(part.channel.reverb_db), send);
  }
  add(reverberation(send, score.room_s), 1.0, sum);

  band(sum, 25.0, 0.0);  // no rumble below what is heard
  limit(sum, rms(sum) * linear(score.crest_db + random.uniform(-kBalanceDb, kBalanceDb)));
  fade(sum);
  const double highest = peak(sum);
  if (highest > 0.0) {
    const auto scale = static_cast<float>(linear(kPeakDb) / highest);
    for (float& value : sum) value *= scale;
  }
  return sum;
}

}  // namespace melsift::demo
