// What other listeners play, as a voice in a recommendation.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "recommend/request.h"
#include "recommend/tracks.h"

namespace melsift::recommend {

// An item that listeners played - a track's path, its "artist - title", or an artist - and how much
// a listener like the one asked for would want it, on any scale on which 0 is nothing.
struct ItemScore {
  std::string item;
  double score = 0.0;
};

// The items' scores on the tracks of a catalogue, from 0 to 1 (the best item).  A track that is no
// item takes the mean score of its artist's tracks that are, else that of its genres' times
// kByGenre: so a new track is heard of by what it is (the fallback to content of Burke, "Hybrid
// Recommender Systems", 2002).  NaN where neither is known.
inline constexpr double kByGenre = 0.5;
Voice crowd_voice(std::span<const ItemScore> items, const Tracks& tracks, double weight);

}  // namespace melsift::recommend
