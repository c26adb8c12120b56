// Why a track is recommended, and how an answer was made, as data: tools and the page put it into
// words.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace melsift::recommend {

// After each kind: its names in quotes, its numbers, and the kinds of its parts in brackets.  A
// question mark follows values that may be absent, because they are unknown or because that end of
// a range is open.
enum class FactKind {
  // Reasons for a track
  genre,             // "genre"; also as a part of a warning
  widened_genre,     // "genre", near "wanted"
  year,              // year?
  widened_year,      // year?, and its range: from?, to?
  language,          // "language"?; also as a part of a warning
  widened_language,  // "language"?, where any language is accepted
  nearest,           // seed "track", similarity
  sound,             // similarity to the seed tracks' sound
  voice,             // "voice": taste or crowd; score?
  step,              // "track" before it in a journey, similarity
  played,            // "item" that the user has played, its fraction of the score

  // Notes
  widened,          // exact of requested tracks match [to_genre, to_years, to_any_language]
  to_genre,         // "genre" gave tracks
  to_years,         // from?, to? gave tracks
  to_any_language,  // gave tracks
  fewer,            // found of requested tracks
  ties,             // places filled at random from tracks with equal score

  // Warnings
  missing_genre,       // "genre", more than the frequent ones [genre]
  missing_language,    // "language", more than the frequent ones [language]
  sound_not_compared,  // spaces of the "seeds" and the "catalogue"
  without_sound,       // tracks of seeds
  no_taste,
  no_crowd,
};

// "genre", "widened_genre", ...
std::string_view to_text(FactKind kind);

struct Fact {
  FactKind kind = FactKind::genre;
  std::vector<std::pair<std::string_view, std::string>> names;  // by role
  std::vector<std::pair<std::string_view, double>> numbers;     // by role
  std::vector<Fact> parts;

  // Empty if the fact has no name of this role.
  std::string name(std::string_view role) const;
  std::optional<double> number(std::string_view role) const;

  bool operator==(const Fact&) const = default;
};

// {"kind":"nearest","track":"Artist - Title","similarity":0.912}; parts follow as a list "parts".
void append_json(std::string& out, const Fact& fact);
// A list of them.
std::string to_json(std::span<const Fact> facts);

}  // namespace melsift::recommend
