// Tracks of a catalogue to hear next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "recommend/filters.h"
#include "recommend/similarity.h"
#include "recommend/tracks.h"
#include "record/record.h"

namespace melsift::recommend {

struct Request {
  // Where no genres are named, those of the given tracks are wanted: see genres_of().
  Filters filters;
  // Tracks that the listener has named; never part of the answer.
  std::vector<record::Record> given;
  Similarity similarity = Similarity::cosine;
  std::size_t count = 10;
  // Decides the order of tracks that are equally near; it does not depend on the catalogue's order.
  std::uint64_t seed = 1;
};

struct Answer {
  // At most `count` records of the catalogue, each with rank (from 1), score (similarity.h, to nine
  // digits) and reasons.
  std::vector<record::Record> tracks;
  // What a listener should know: names that the catalogue lacks, sound that can't be compared, ...
  std::vector<std::string> warnings;
  // ... and how the answer came about: what was widened, what was drawn by lot.
  std::vector<std::string> notes;
  // How many of the tracks pass the filters as they are.
  std::size_t exact = 0;
  // How many tracks were dropped only because their year or language is unknown.
  std::size_t unknown_dropped = 0;
};

// The tracks that pass the filters, most similar to the profile first; where these are too few,
// those of the widened filters after them, tier by tier (widening.h).  No track is given twice, and
// none of the given ones: two records are the same track where their paths are the same, or their
// artists and titles in normal form; a given one also where its features are the same to the last
// bit.
Answer recommend(const Tracks& tracks, const Request& request);

}  // namespace melsift::recommend
