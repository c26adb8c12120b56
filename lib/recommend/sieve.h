// Which tracks pass the filters, and by which of them the others are dropped.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "recommend/filters.h"
#include "recommend/tracks.h"
#include "recommend/widening.h"

namespace melsift::recommend {

// What a track is first dropped by, in the order in which it is asked.
enum class Drop { disliked, liked, played, artist, genre, language, years, duration, tempo };
inline constexpr std::size_t kDrops = 9;
// "disliked", "liked", ...
std::string_view to_text(Drop drop);

// The filters with each list of genres or artists as the names that it means in this catalogue.
Filters resolved(const Filters& filters, const Tracks& tracks);
// The same for a catalogue of which only the names are known.
using IsKnownName = std::function<bool(const std::string& name)>;
Filters resolved(const Filters& filters, const IsKnownName& is_genre, const IsKnownName& is_artist);

class Sieve {
 public:
  // `tracks` is kept by reference.
  Sieve(const Filters& filters, std::vector<NearGenre> near, const Tracks& tracks);

  // Nothing for a track that passes at no step: one that the filters which are never widened drop,
  // of other genres, or of unknown year where years are asked for and the unknown dropped.  An
  // unknown language passes with any language only.
  std::optional<Tier> tier(std::size_t track) const;
  // The first of the filters, as they are, that a track does not pass; nothing where it passes all.
  std::optional<Drop> dropped_by(std::size_t track) const;
  // Whether a track would pass as it is if the unknown were kept.
  bool unknown_only(std::size_t track) const;

  const std::vector<NearGenre>& near() const { return near_; }

 private:
  // Of the filters that are never widened.
  std::optional<Drop> firmly_dropped_by(std::size_t track, bool keep_unknown) const;
  std::optional<int> genre_step(std::size_t track) const;
  std::optional<int> year_steps(std::size_t track) const;
  bool language_passes(std::size_t track) const;

  const Tracks& tracks_;
  std::vector<NearGenre> near_;
  Filters filters_;
  std::vector<bool> by_artist_;  // by track: by a wanted artist; empty if none is wanted
  bool any_genre_;
  bool any_language_;
  std::vector<std::optional<int>> genre_steps_;  // by genre number
  std::vector<bool> languages_;                  // by language number: wanted
};

}  // namespace melsift::recommend
