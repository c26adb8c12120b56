// Recommends tracks of a catalogue: the nearest to the seed tracks by genre, language, year and
// sound, among those that pass the filters.
//
//   const recommend::Tracks tracks(std::move(records));
//   recommend::Request request;
//   request.given = {seed};
//   const recommend::Answer answer = recommend::recommend(tracks, request);
#pragma once

#include "recommend/request.h"
#include "recommend/tracks.h"

namespace melsift::recommend {

// The tracks that pass the filters, highest score first.  If there are too few, tracks that pass
// widened filters follow, tier by tier (widening.h).  The answer has no track twice, and no seed
// track: see SeenTracks.  similarity.h has the formula of the score.  Takes time proportional to
// the number of tracks; the same tracks and request give the same answer.  Thread-safe.  The scores
// of a voice, and `gone` if it is not empty, must have a value for each track.
Answer recommend(const Tracks& tracks, const Request& request);

}  // namespace melsift::recommend
