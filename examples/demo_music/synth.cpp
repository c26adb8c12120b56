#include "synth.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "filter.h"
#include "oscillator.h"

namespace melsift::demo {
namespace {

// Filters and vibrato move in steps of this many samples (1.5 ms).
constexpr std::size_t kControl = 32;

double noise(Random& random) {
  return random.uniform(-1.0, 1.0);
}

// Loudness follows the square of the velocity (MIDI's recommended curve).
double gain(const Tone& tone) {
  return tone.velocity * tone.velocity;
}

// The factor on the frequency, fading in over the first third of a second as players do.
double vibrato(const Vibrato& vibrato, std::size_t sample) {
  if (vibrato.cents == 0.0) return 1.0;
  const double t = static_cast<double>(sample) / kSampleRate;
  const double depth = vibrato.cents * std::min(1.0, t * 3.0);
  return 1.0 + depth * 5.7779e-4 * sine(vibrato.rate_hz * t);  // ln 2 / 1200 a cent
}

void add(const Analog& patch, const Tone& tone, Random& random, std::span<float> out) {
  std::vector<Oscillator> oscillators;
  std::vector<double> ratios;
  for (int i = 0; i < patch.unison; ++i) {
    oscillators.emplace_back(patch.wave, patch.pulse_width, random.uniform());
    const double spread = patch.unison == 1 ? 0.0 : 2.0 * i / (patch.unison - 1) - 1.0;
    ratios.push_back(1.0 + spread * patch.detune_cents * 5.7779e-4);
  }
  EnvelopeRun envelope(patch.amplitude, tone.held_s);
  StateVariable filter;
  const double sweep_factor = patch.sweep == 0.0 ? 0.0 : decay_factor(patch.sweep_s);
  const double cutoff = patch.cutoff_hz * (0.5 + 0.5 * tone.velocity);
  // Oscillators of random phase add by power; the resonance adds gain of its own.
  const double level =
      0.6 * gain(tone) * (1.0 - 0.5 * patch.resonance) / std::sqrt(1.0 * patch.unison);
  const double base_step = tone.frequency_hz / kSampleRate;
  double step = base_step;
  double sweep = patch.sweep;
  for (std::size_t i = 0; i < out.size() && !envelope.done(); ++i) {
    if (i % kControl == 0) {
      step = base_step * vibrato(patch.vibrato, i);
      filter.set(cutoff * (1.0 + sweep), patch.resonance);
    }
    sweep *= sweep_factor;
    double sum = patch.breath == 0.0 ? 0.0 : patch.breath * noise(random);
    for (std::size_t k = 0; k < oscillators.size(); ++k)
      sum += oscillators[k].next(step * ratios[k]);
    out[i] += static_cast<float>(level * envelope.next() * filter.low(sum));
  }
}

void add(const Fm& patch, const Tone& tone, Random& random, std::span<float> out) {
  EnvelopeRun amplitude(patch.amplitude, tone.held_s);
  EnvelopeRun modulation(patch.modulation, tone.held_s);
  const double base_step = tone.frequency_hz / kSampleRate;
  // A partial above the upper limit would alias: leave the tine out, soften the modulation.
  const double tine_step = base_step * patch.tine_ratio;
  double tine = tine_step < 0.45 ? patch.tine_level : 0.0;
  const double tine_factor = decay_factor(patch.tine_decay_s);
  const double side_bands = std::max(0.0, (0.5 - base_step) / (base_step * patch.ratio) - 1.0);
  const double index =
      std::min(patch.index * (0.4 + 0.6 * tone.velocity), side_bands) / (2.0 * kPi);
  const double level = 0.8 * gain(tone);
  double carrier = random.uniform();
  double modulator = 0.0;
  double bend = 1.0;
  for (std::size_t i = 0; i < out.size() && !amplitude.done(); ++i) {
    if (i % kControl == 0) bend = vibrato(patch.vibrato, i);
    carrier += base_step * bend;
    modulator += base_step * bend * patch.ratio;
    double value = sine(carrier + index * modulation.next() * sine(modulator));
    if (tine > 1e-4) {
      value += tine * sine(carrier * patch.tine_ratio);
      tine *= tine_factor;
    }
    out[i] += static_cast<float>(level * amplitude.next() * value);
  }
}

// The burst that a pluck leaves in the string, one period long: low-passed noise with the comb of
// the plucking point, brought to an RMS of 0.4.
std::vector<double> pluck_burst(const Pluck& patch, const Tone& tone, std::size_t period,
                                Random& random) {
  OnePole finger(patch.hardness_hz * (0.3 + 0.7 * tone.velocity));
  std::vector<double> raw(period);
  for (double& value : raw) value = finger.low(noise(random));
  const auto comb = static_cast<std::size_t>(patch.position * static_cast<double>(period));
  std::vector<double> burst(period);
  double mean = 0.0;
  for (std::size_t i = 0; i < period; ++i) {
    burst[i] = raw[i] - 0.8 * raw[(i + period - comb) % period];
    mean += burst[i] / static_cast<double>(period);
  }
  double power = 1e-12;
  for (double& value : burst) {
    value -= mean;  // a string has no partial at 0 Hz
    power += value * value / static_cast<double>(period);
  }
  const double scale = 0.4 / std::sqrt(power);
  for (double& value : burst) value *= scale;
  return burst;
}

// Karplus & Strong (1983) with Jaffe & Smith's (1983) refinements: a loop filter of two unequal
// taps, a decay that is set in seconds, and an all-pass that tunes between whole samples.
void add(const Pluck& patch, const Tone& tone, Random& random, std::span<float> out) {
  const double period = kSampleRate / tone.frequency_hz;
  const double loop = period - patch.damping;  // the taps below delay by `damping` samples
  const auto whole = static_cast<std::size_t>(std::max(2.0, loop - 0.3));
  const double fraction = std::clamp(loop - static_cast<double>(whole), 0.05, 1.4);
  const double tuning = (1.0 - fraction) / (1.0 + fraction);
  std::vector<double> line = pluck_burst(patch, tone, whole, random);

  const double turn = decay_factor(patch.decay_s * tone.frequency_hz / kSampleRate);
  const double damper = decay_factor(patch.release_s);
  const std::size_t held = samples(tone.held_s);
  const double level = gain(tone);
  double last = 0.0, last_tuned = 0.0, last_input = 0.0, release = 1.0;
  for (std::size_t i = 0, at = 0; i < out.size() && release > 2.5e-4; ++i) {
    const double value = line[at];
    const double filtered = turn * ((1.0 - patch.damping) * value + patch.damping * last);
    last = value;
    last_tuned = tuning * (filtered - last_tuned) + last_input;
    last_input = filtered;
    line[at] = last_tuned;
    if (++at == whole) at = 0;
    if (i >= held) release *= damper;
    out[i] += static_cast<float>(level * release * value);
  }
}

void add(const Drum& patch, const Tone& tone, Random& random, std::span<float> out) {
  const double level = gain(tone);
  if (patch.tone_level > 0.0) {
    const double fall = decay_factor(patch.drop_s);
    const double decay = decay_factor(patch.tone_decay_s);
    double phase = 0.0, drop = patch.drop, amplitude = patch.tone_level * level;
    for (std::size_t i = 0; i < out.size() && amplitude > 2.5e-4; ++i) {
      out[i] += static_cast<float>(amplitude * sine(phase));
      phase += patch.tone_hz * (1.0 + drop) / kSampleRate;
      drop *= fall;
      amplitude *= decay;
    }
  }
  if (patch.noise_level > 0.0) {
    StateVariable low_cut, high_cut;
    low_cut.set(patch.low_cut_hz, 0.2);
    high_cut.set(patch.high_cut_hz, 0.0);
    const std::size_t gap = samples(0.011);
    const double decay = decay_factor(patch.noise_decay_s);
    const double burst_decay = decay_factor(0.03);
    double amplitude = patch.noise_level * level;
    const double loud = amplitude;
    int bursts = patch.bursts;
    for (std::size_t i = 0; i < out.size() && amplitude > 2.5e-4; ++i) {
      if (bursts > 1 && i > 0 && i % gap == 0) {
        amplitude = loud;
        --bursts;
      }
      const double band = high_cut.low(low_cut.high(noise(random)));
      out[i] += static_cast<float>(amplitude * band);
      amplitude *= bursts > 1 ? burst_decay : decay;
    }
  }
}

}  // namespace

void play(const Patch& patch, const Tone& tone, Random& random, std::span<float> out) {
  std::visit([&](const auto& kind) { add(kind, tone, random, out); }, patch);
}

}  // namespace melsift::demo
