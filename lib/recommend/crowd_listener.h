// Recommendations of a crowd model for a listener, of whom only the plays are known.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "crowd/crowd_model.h"
#include "recommend/crowd_voice.h"
#include "recommend/request.h"
#include "recommend/tracks.h"
#include "record/record.h"

namespace melsift::recommend {

// The items that a listener has played, and how often.
using Plays = std::map<std::string, double>;

// The scores of all items of the model that the listener has not played.
std::vector<ItemScore> unplayed_items(const crowd::CrowdModel& model, const Plays& plays);

// The catalogue's tracks that the listener has played, as seed tracks with the weight
// log(1 + plays).
std::vector<record::Record> played_tracks(const Plays& plays, const Tracks& tracks);

// Recommendations without a catalogue: the `count` best of unplayed_items() as records whose path
// is the item.  The reasons of each are up to three played items that contribute most.
Answer best_items(const crowd::CrowdModel& model, const Plays& plays, std::size_t count);

}  // namespace melsift::recommend
