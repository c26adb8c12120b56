// Tempo from onset strength (librosa 0.11: feature.tempo with its defaults).
#pragma once

#include <vector>

namespace melsift::dsp {

// Beats per minute: the lag with the largest autocorrelation of the onset strength, within windows
// of 8 s averaged over the track (Grosche, Müller & Kurth 2010), with a log-normal prior around 120
// BPM, one octave wide (Ellis 2007, Beat tracking by dynamic programming), below 320 BPM.
double tempo(const std::vector<float>& onset_strength, double sample_rate, int hop_length);

}  // namespace melsift::dsp
