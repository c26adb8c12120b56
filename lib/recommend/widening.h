// Which tracks pass the filters, and which would pass slightly wider filters.
//
// If too few tracks pass, the filters are widened in a fixed order: first to the nearest genres,
// one by one; then, with all of these, the years by five on each side, and again; finally to any
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

// The maximum number of added genres; further ones are too different.
inline constexpr std::size_t kNearestGenres = 3;
// Years added to each end of the range in one step.
inline constexpr long long kYearStep = 5;

// The range, widened by `steps` steps.
Years widened(const Years& years, int steps);

struct NearGenre {
  std::size_t genre = 0;  // its number in Tracks::genres()
  double distance = 0.0;
  std::string wanted;  // the requested genre to which it is near, as it was named
};

// The catalogue's genres nearest to one of `wanted`, nearest first, at most kNearestGenres; equally
// near genres are ordered by name.  The distance of two genres is the root mean square, over the
// values of `sound`, of the difference between the means of their tracks in standard deviations.
// If the catalogue has the sound of fewer than three tracks of a genre, the seed tracks of this
// genre give its sound; if there are none, the distance is genre_distance(), and if that is
// unknown, the two are not near.  Genres of `excluded` are never near.
std::vector<NearGenre> nearest_genres(const std::vector<std::string>& wanted, const Tracks& tracks,
                                      const std::optional<Sound>& sound,
                                      std::span<const record::Record> given,
                                      const std::vector<std::string>& excluded = {});

// How far the filters are widened; ordered by the steps of widening.
struct Tier {
  bool any_language = false;
  int year_steps = 0;  // of kYearStep on each side
  int genre = 0;       // 0: requested, 1: the nearest, ...

  auto operator<=>(const Tier&) const = default;
};

}  // namespace melsift::recommend
