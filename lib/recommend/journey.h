// A playlist that leads from one track to another in small steps of sound.
//
// Tracks are points: their standardised sound at length 1, so that a distance is a chord of the
// sphere on which cosines are compared.  Of the tracks with the smallest detour |ax| + |xb| the
// path takes those that make the sum of its squared steps least, in the order of their projections
// on the line from a to b: so it never turns back, and no track can stand in it twice.  Squares
// make the steps equal.  Dynamic programming finds the best path; two tracks of an artist never
// follow each other in it.
//
// Against hubs, which lie near everything and would stand in every journey, each step is measured
// in units of the mean distance of its two ends to their nearest tracks, as local scaling does
// (Schnitzer, Flexer, Schedl & Widmer, JMLR 13, 2012).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "recommend/request.h"
#include "recommend/sound.h"
#include "recommend/tracks.h"

namespace melsift::recommend {

struct JourneyRules {
  std::size_t count = 20;  // tracks, both ends included: 2 to kLongestJourney
  bool against_hubs = true;
};
inline constexpr std::size_t kLongestJourney = 200;

struct Journey {
  std::vector<std::size_t> tracks;  // the ends and the tracks between them; fewer if too few pass
  std::vector<double> steps;  // the cosine of each track and the one before it, from the second
};

// `passes` says of each track whether it may stand between the ends, which must have sound.
Journey find_journey(const Tracks& tracks, const Sound& sound, std::size_t from, std::size_t to,
                     const JourneyRules& rules, const std::vector<bool>& passes);

// The track that a name means as the end of a journey: see tracks_named().  Throws Error not_found
// if there is none, invalid_argument if it is the name of tracks that differ in artist or title.
std::size_t journey_end(const std::string& name, const Tracks& tracks);

// The journey between two tracks, through tracks that pass the filters (these are not widened) and
// whose file is not gone.  A track's score is its cosine to the one before, 1 of the first.  Throws
// Error invalid_argument if one of the ends has no sound that can be compared, if both are the same
// track, and for a count out of range.
Answer journey(const Tracks& tracks, std::size_t from, std::size_t to, const Request& request);

}  // namespace melsift::recommend
