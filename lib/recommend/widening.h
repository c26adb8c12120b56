// Which tracks pass the filters, and which would if the filters were a little wider.
//
// Where too few pass, the filters are widened in a fixed order: first to the nearest genres, one by
// one; then, with all of these, the years by five on each side, and again; last of all to any
// language.  A track's Tier is the first of these steps at which it passes.
#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "recommend/filters.h"
#include "recommend/sound.h"
#include "recommend/tracks.h"
#include "record/record.h"

namespace melsift::recommend {

// How many genres are added at most; beyond, a neighbour is no neighbour.
inline constexpr std::size_t kNearestGenres = 3;
// Years added to each end of the range in one step.
inline constexpr long long kYearStep = 5;

// The range `steps` steps wider.
Years widened(const Years& years, int steps);

struct NearGenre {
  std::size_t genre = 0;  // its number in Tracks::genres()
  double distance = 0.0;
  std::string wanted;  // the wanted genre that it is near to, as it was named
};

// The catalogue's genres nearest to one of `wanted`, nearest first, at most kNearestGenres; of two
// as near the one first by name.  The distance of two genres is the root mean square, over the
// values of `sound`, of the difference between the means of their tracks in standard deviations.  A
// genre of which the catalogue knows the sound of fewer than three tracks is told by the given
// tracks that ask for it; where there are none either, the distance is genre_distance(), and
// without that the two are not near.
std::vector<NearGenre> nearest_genres(const std::vector<std::string>& wanted, const Tracks& tracks,
                                      const std::optional<Sound>& sound,
                                      std::span<const record::Record> given);

// How far the filters are widened; ordered by what is given up first.
struct Tier {
  bool any_language = false;
  int year_steps = 0;  // of kYearStep on each side
  int genre = 0;       // 0 is wanted, 1 the nearest, ...

  auto operator<=>(const Tier&) const = default;
};

}  // namespace melsift::recommend
