// Patches: the settings of a sound.  Four ways to make one, each with its own struct; synth.h plays
// them.  Levels are linear with 1 as full scale, times are seconds, decays are times to -60 dB.
#pragma once

#include <variant>

namespace melsift::demo {

// Attack (linear), decay to the sustain level, and release after the note ends (both exponential).
struct Envelope {
  double attack_s = 0.005;
  double decay_s = 0.3;
  double sustain = 1.0;
  double release_s = 0.08;
};

struct Vibrato {
  double cents = 0.0;  // half of the whole swing
  double rate_hz = 5.5;
};

enum class Wave { sine, saw, pulse, drawbars };

// Oscillators into a resonant low-pass filter, as in an analogue synthesiser.
struct Analog {
  Wave wave = Wave::saw;
  int unison = 1;  // oscillators, spread over +- detune_cents
  double detune_cents = 0.0;
  double pulse_width = 0.5;  // of Wave::pulse
  double breath = 0.0;       // level of noise beside the oscillators
  Envelope amplitude{};
  double cutoff_hz = 4000.0;
  double sweep = 0.0;      // the cut-off starts at (1 + sweep) times cutoff_hz ...
  double sweep_s = 0.3;    // ... and falls to it
  double resonance = 0.0;  // 0 .. 0.97
  Vibrato vibrato{};
};

// Frequency modulation: one sine bends the phase of another (Chowning 1973), plus a "tine": a high
// partial that dies away soon, the hammer of bells and electric pianos.
struct Fm {
  double ratio = 1.0;  // modulator to carrier
  double index = 2.0;  // radians of phase at full modulation
  Envelope modulation{};
  Envelope amplitude{};
  double tine_ratio = 0.0;
  double tine_level = 0.0;
  double tine_decay_s = 0.3;
  Vibrato vibrato{};
};

// A plucked string: a burst of noise in a delay line that loses its highs on each turn (Karplus &
// Strong 1983).
struct Pluck {
  double decay_s = 2.0;       // of the lowest partial
  double damping = 0.3;       // 0 keeps the highs (steel, banjo) .. 0.5 loses them fast (gut)
  double hardness_hz = 4000;  // low-pass of the burst: a finger is soft, a plectrum hard
  double position = 0.13;     // where the string is plucked, as a part of its length
  double release_s = 0.12;
};

// A struck skin or metal: a sine whose pitch falls, and a band of noise.
struct Drum {
  double tone_level = 0.0;
  double tone_hz = 60.0;
  double drop = 0.0;  // the pitch starts at (1 + drop) times tone_hz ...
  double drop_s = 0.08;
  double tone_decay_s = 0.3;
  double noise_level = 0.0;
  double noise_decay_s = 0.1;
  double low_cut_hz = 20.0;
  double high_cut_hz = 8000.0;
  int bursts = 1;  // noise attacks 11 ms apart: hands don't clap at once
};

using Patch = std::variant<Analog, Fm, Pluck, Drum>;

}  // namespace melsift::demo
