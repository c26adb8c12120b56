// Effects on whole signals of kSampleRate, in place.
#pragma once

#include <span>
#include <vector>

#include "score.h"

namespace melsift::demo {

// Soft clipping after a gain that brings the signal's mean level to -12 dBFS times `drive`.  Its
// aliasing is held down by antiderivatives (Parker, Zavalishin & Le Bivic, DAFx 2016).
void overdrive(std::span<float> signal, double drive);

// Cuts below and above, 12 dB an octave; 0 leaves that side alone.
void band(std::span<float> signal, double low_cut_hz, double high_cut_hz);

// Slow change of loudness: down by `depth` (0 .. 1) and back, `rate_hz` times a second.
void tremolo(std::span<float> signal, double depth, double rate_hz);

// Ducks by `depth` on every beat and swells back, as if a kick drum drove a compressor.
void pump(std::span<float> signal, double depth, double beat_s);

// Adds repeats every `delay_s`: the first at `level`, each further one at half of that before it,
// and duller.
void echo(std::span<float> signal, double level, double delay_s);

// The reverberation alone, of `decay_s` seconds to -60 dB (Schroeder 1962; Moorer 1979).
std::vector<float> reverberation(std::span<const float> signal, double decay_s);

// Holds peaks at `threshold`: the gain falls before a peak and recovers after it, over 5 ms, so
// that nothing clips or clicks.
void limit(std::span<float> signal, double threshold);

// Root mean square of the parts of a signal where something sounds: blocks of 50 ms less than 20 dB
// below the loudest, a gate as in ITU-R BS.1770.
double level(std::span<const float> signal);

double rms(std::span<const float> signal);
double peak(std::span<const float> signal);

}  // namespace melsift::demo
