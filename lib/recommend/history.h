// The listener's recent plays as the query, where no other listener is known.
#pragma once

#include <cstddef>
#include <vector>

#include "recommend/tracks.h"
#include "record/record.h"

namespace melsift::recommend {

// Days after which a play counts half.  The last play of all counts 1, whatever the clock says: the
// same catalogue gives the same answer.
inline constexpr double kHistoryHalfLife_days = 7.0;

// The `count` tracks that were played last, the last one first, as seed tracks with weights.
// Disliked tracks, and those whose last play is no moment, are left out.
std::vector<record::Record> recent_plays(const Tracks& tracks, std::size_t count);

}  // namespace melsift::recommend
