// Decides which tracks pass the filters, and which filter drops each of the others.
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

// The filter that drops a track first, in the order in which filters are checked.
enum class Drop {
  disliked,
  liked,
  played,
  excluded_artist,
  excluded_folder,
  excluded_genre,
  artist,
  genre,
  language,
  years,
  duration,
  tempo
};
inline constexpr std::size_t kDrops = 12;
// "disliked", "liked", ...
std::string_view to_text(Drop drop);

// The filters, with each list of genres or artists split into names of this catalogue.
Filters resolved(const Filters& filters, const Tracks& tracks);
// The same for a catalogue of which only the names are known.
using IsKnownName = std::function<bool(const std::string& name)>;
Filters resolved(const Filters& filters, const IsKnownName& is_genre, const IsKnownName& is_artist);

class Sieve {
 public:
  // Keeps a reference to `tracks`.
  Sieve(const Filters& filters, std::vector<NearGenre> near, const Tracks& tracks);

  // Nothing for a track that passes at no step: if a filter that is never widened drops it, if its
  // genres never pass, or if its year is unknown, years are requested and unknown values are
  // dropped.  An unknown language passes only when any language does.
  std::optional<Tier> tier(std::size_t track) const;
  // The first of the original filters that a track does not pass; nothing if it passes all.
  std::optional<Drop> dropped_by(std::size_t track) const;
  // Whether a track would pass the original filters if unknown values passed.
  bool unknown_only(std::size_t track) const;

  const std::vector<NearGenre>& near() const { return near_; }

 private:
  void exclude(const Exclusions& exclusions);
  // The first filter that drops the track, among those that are never widened.
  std::optional<Drop> firmly_dropped_by(std::size_t track, bool keep_unknown) const;
  std::optional<int> genre_step(std::size_t track) const;
  std::optional<int> year_steps(std::size_t track) const;
  bool language_passes(std::size_t track) const;

  const Tracks& tracks_;
  std::vector<NearGenre> near_;
  Filters filters_;
  std::vector<bool> by_artist_;  // for each track: whether it is by a requested artist; empty if
                                 // none is requested
  std::vector<std::optional<Drop>> excluded_;  // by track; empty if nothing is excluded
  bool any_genre_;
  bool any_language_;
  std::vector<std::optional<int>> genre_steps_;  // by genre number
  std::vector<bool> languages_;                  // by language number: whether it is requested
};

}  // namespace melsift::recommend
