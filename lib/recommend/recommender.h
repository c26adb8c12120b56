// Recommends tracks of a catalogue: the nearest to the seed tracks by genre, language, year and
// sound, within filters.
#pragma once

#include "recommend/request.h"
#include "recommend/tracks.h"

namespace melsift::recommend {

// The tracks that pass the filters, best score first; where these are too few, those of the widened
// filters after them, tier by tier (widening.h).  No track is given twice, and none of the given
// ones: see SeenTracks.
Answer recommend(const Tracks& tracks, const Request& request);

}  // namespace melsift::recommend
