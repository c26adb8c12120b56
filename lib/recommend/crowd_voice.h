// The plays of other listeners as a voice in a recommendation.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "recommend/request.h"
#include "recommend/tracks.h"

namespace melsift::recommend {

// An item that listeners played (a track's path, its "artist - title", or an artist), and its score
// for this listener, on any scale on which 0 means no interest.
struct ItemScore {
  std::string item;
  double score = 0.0;
};

// The items' scores on the tracks of a catalogue, from 0 to 1 (the best item).  A track that is not
// an item gets the mean score of the items by its artist, otherwise that of its genres times
// kByGenre.  New tracks can thus be recommended by their content (the fallback of Burke, "Hybrid
// Recommender Systems", 2002).  NaN if neither is known.
inline constexpr double kByGenre = 0.5;
Voice crowd_voice(std::span<const ItemScore> items, const Tracks& tracks, double weight);

}  // namespace melsift::recommend
