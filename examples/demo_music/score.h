// The score: what to play, when, and with which sound.  The composer writes it, and the mixer turns
// it into samples.
#pragma once

#include <cmath>
#include <utility>
#include <vector>

#include "base/musical_key.h"
#include "patch.h"

namespace melsift::demo {

struct Note {
  double start = 0.0;     // beats from the beginning
  double length = 1.0;    // beats
  int pitch = 60;         // MIDI: 69 is the A of 440 Hz; drums ignore it
  double velocity = 0.8;  // 0 .. 1
};
using Notes = std::vector<Note>;

// The channel of a part in the mix, in the order of processing.
struct Channel {
  double drive = 0.0;        // gain into the soft clipper; 0 leaves it out
  double low_cut_hz = 0.0;   // 0: none
  double high_cut_hz = 0.0;  // 0: none
  double tremolo = 0.0;      // depth 0 .. 1, at 5 Hz
  double pump = 0.0;         // depth of ducking on every beat, 0 .. 1
  double echo = 0.0;         // level of the first repeat
  double echo_beats = 0.75;
  double level_db = -15.0;    // mean level while it sounds, dBFS before mastering
  double reverb_db = -100.0;  // send, relative to the dry signal
};

struct Part {
  Patch patch;
  Notes notes;
  Channel channel;
};

struct Score {
  double tempo = 120.0;      // beats a minute
  double swing = 0.5;        // where the off-beat falls within a pair: 0.5 straight, 0.67 triplets
  double swing_beats = 1.0;  // length of the pair: 1 swings eighths, 0.5 sixteenths
  double room_s = 1.0;       // reverberation time
  double crest_db = 14.0;    // peaks more than this above the mean level are limited
  MusicalKey key{};          // what the piece is composed in
  std::vector<Part> parts{};

  void add(Patch patch, Notes notes, Channel channel) {
    parts.push_back({std::move(patch), std::move(notes), channel});
  }

  // When `beat` is due, in seconds, swing included.
  double seconds(double beat) const {
    const double pair = std::floor(beat / swing_beats);
    const double within = beat / swing_beats - pair;
    const double swung =
        within < 0.5 ? within * 2.0 * swing : swing + (within - 0.5) * 2.0 * (1.0 - swing);
    return (pair + swung) * swing_beats * 60.0 / tempo;
  }
};

}  // namespace melsift::demo
