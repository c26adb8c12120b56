// The synthesiser: one note of a patch as samples.
#pragma once

#include <span>

#include "base/random.h"
#include "patch.h"

namespace melsift::demo {

struct Tone {
  double frequency_hz = 440.0;
  double held_s = 0.5;    // from the attack to the release
  double velocity = 0.8;  // 0 .. 1, loudness and, with most patches, brightness
};

// Adds the tone to `out`, from its first sample, until it has died away or `out` ends.  At velocity
// 1 the peak is around 1.  Draws what is random in it (phases, noise) from `random`.
void play(const Patch& patch, const Tone& tone, Random& random, std::span<float> out);

}  // namespace melsift::demo
