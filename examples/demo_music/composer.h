// The composer's craft, common to all styles: rhythms from patterns, chords, figures and walking
// basses from a progression, melodies by a constrained random walk.  All results are notes in
// beats.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "harmony.h"
#include "score.h"

namespace melsift::demo {

// The common form of a piece's parts.
struct Form {
  int tonic = 0;  // pitch class: 0 is C, 11 is B
  Scale scale = scale::kMajor;
  std::vector<Chord> chords;  // in turn, from the first beat to the last, over and over
  double beats_per_chord = 4.0;
  double beats = 16.0;  // length of the piece
  int beats_per_bar = 4;

  const Chord& chord_at(double beat) const;
};

// When and how hard to play, without pitches.
struct Hit {
  double start = 0.0;   // beats
  double length = 0.0;  // beats
  double velocity = 0.0;
};

// A rhythm from a pattern that repeats to the end of the form.  One character a step: 1 .. 9
// strikes as hard, - holds on, . rests; blanks and | are for the eye.  "9... 5-.. 7... 5-.." is a
// bar of four beats at four steps a beat.
std::vector<Hit> rhythm(const Form& form, std::string_view pattern, int steps_per_beat = 4);

// The hits as strokes of a drum.
Notes drum(const std::vector<Hit>& hits);

// The chord of the moment at each hit: each of its tones once, in the octave from `low` up.  With
// `strum` beats from string to string, from below.
Notes comp(const Form& form, const std::vector<Hit>& hits, int low, double strum = 0.0);

// At each hit the next degree of the chord of the moment ("1 5 8 5"; see Chord::degree), its root
// in the octave from `low` up: basses, arpeggios, riffs.  The degrees start over every `bar_beats`.
Notes figure(const Form& form, const std::vector<Hit>& hits, std::string_view degrees, int low,
             double bar_beats = 4.0);

// A note a beat: the root on a new chord, then tones of chord and scale, and a semitone's approach
// into the next chord.
Notes walking_bass(const Form& form, int low, int high, Random& random);

// The rules of a melody.
struct Line {
  int low = 60;  // range, MIDI pitches
  int high = 79;
  std::vector<std::string_view> motifs;  // rhythms of a bar, as for rhythm()
  std::string_view plan = "AABA";        // which motif in which bar
  int steps_per_beat = 4;
  double leap = 0.15;  // probability of a third or more where a step would be expected
};

// A melody on the form's scale: the contour of each motif is drawn once and comes back with it,
// from another chord; on the beats the pitch moves to the nearest chord tone.
Notes melody(const Form& form, const Line& line, Random& random);

// Small irregularities of timing (beats, uniform) and of velocity, as human players have them.
Notes loosened(Notes notes, double beats, double velocity, Random& random);

// Several hands as one part, for an overdrive that distorts them as one sound.
Notes joined(std::initializer_list<Notes> hands);

// Leaves each note out with the probability `gaps`.
Notes thinned(Notes notes, double gaps, Random& random);

template <class T>
T choose(std::initializer_list<T> options, Random& random) {
  return options.begin()[random.below(options.size())];
}

}  // namespace melsift::demo
