// A listener of whom a crowd model knows nothing but plays: what the model recommends.
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

// The scores of all items that the model knows and the listener has not played.
std::vector<ItemScore> unplayed_items(const crowd::CrowdModel& model, const Plays& plays);

// The catalogue's tracks that the listener has played, as seed tracks with the weight
// log(1 + plays).
std::vector<record::Record> played_tracks(const Plays& plays, const Tracks& tracks);

// Recommendations without a catalogue: the `count` best of unplayed_items() as records whose path
// is the item, each with up to three played items that it is due to as its reasons.
Answer best_items(const crowd::CrowdModel& model, const Plays& plays, std::size_t count);

}  // namespace melsift::recommend
