// Scales and chords.
#pragma once

#include <string_view>
#include <vector>

namespace melsift::demo {

// A scale as semitones above its tonic, ascending, within one octave.
using Scale = std::vector<int>;

namespace scale {
inline const Scale kMajor{0, 2, 4, 5, 7, 9, 11};
inline const Scale kMinor{0, 2, 3, 5, 7, 8, 10};
inline const Scale kHarmonicMinor{0, 2, 3, 5, 7, 8, 11};
inline const Scale kDorian{0, 2, 3, 5, 7, 9, 10};
inline const Scale kPhrygian{0, 1, 3, 5, 7, 8, 10};
inline const Scale kLydian{0, 2, 4, 6, 7, 9, 11};
inline const Scale kMajorPentatonic{0, 2, 4, 7, 9};
inline const Scale kMinorPentatonic{0, 3, 5, 7, 10};
inline const Scale kBlues{0, 3, 5, 6, 7, 10};
}  // namespace scale

struct Chord {
  int root = 0;            // semitones above the key's tonic, 0 .. 11
  std::vector<int> tones;  // semitones above the root, ascending from 0

  // The third, fifth ... as semitones above the root, by musicians' count from 1 (8 is the octave,
  // 10 the third above it); 2, 4, 6 and what the chord itself lacks are filled in from its mode.
  int degree(int number) const;
  // Whether a MIDI pitch is of this chord in the key on `tonic`.
  bool contains(int pitch, int tonic) const;
};

// A progression in Roman numerals, separated by blanks: "I vi7 ii9 V7", "i bVI5 bVII5".  Capitals
// are major, small ones minor; b lowers the root; after the numeral: 5 (power chord), 7 (minor
// seventh), maj7, 9 (seventh and ninth), maj9, sus2, sus4, dim or nothing.  Throws Error
// invalid_argument.
std::vector<Chord> progression(std::string_view numerals);

}  // namespace melsift::demo
