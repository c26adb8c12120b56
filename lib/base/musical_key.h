// The 24 major and minor keys, how they are written, and how near two of them are.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace melsift {

struct MusicalKey {
  int tonic = 0;  // pitch class: 0 is C, 11 is B
  bool minor = false;

  auto operator<=>(const MusicalKey&) const = default;
};

// "C major", "F# minor".  Of two names of a pitch class, the one of the key with fewer accidentals;
// F# major rather than G flat major: "Db major", "Eb minor", "G# minor".
std::string to_text(const MusicalKey& key);
// As tags write it (ID3's TKEY): "C", "F#m".
std::string short_text(const MusicalKey& key);
// The place on the wheel of DJs: "8B" is C major, "8A" A minor; one up is a fifth up.
std::string camelot_text(const MusicalKey& key);

// Reads all three forms, in any case but for "m" and "M", and the words maj, min, dur, moll, and
// flats and sharps in Unicode: "a minor", "Am", "A min", "8A", "Bbm", "f♯ min".  Nothing for other
// texts, such as ID3's "o" for no key.
std::optional<MusicalKey> parse_musical_key(std::string_view text);

// Steps on the wheel from one key to another: 0 is the same, 1 is a neighbour (a fifth up or down,
// or the relative key), at most 7.
int camelot_distance(const MusicalKey& a, const MusicalKey& b);

}  // namespace melsift
