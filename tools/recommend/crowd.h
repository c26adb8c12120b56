// What other listeners' plays say to recommend.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "recommend/crowd_voice.h"
#include "record/record.h"
#include "tools/recommend/options.h"

namespace melsift::tools {

// A user's listens, and what a model of the crowd makes of them.
struct CrowdWord {
  std::vector<recommend::ItemScore> items;  // all that the model knows but those of `played`
  std::vector<std::pair<std::string, double>> played;  // items, and how often
};

// Throws Error not_found where the listens, a table or a catalogue's database, don't have the user;
// what reading them and the model throws.
CrowdWord ask_crowd(const RecommendOptions& options);

// The answer without a catalogue: the items themselves, as records whose path is the item, each
// with up to three of the user's items that it is due to among its reasons.
std::vector<record::Record> best_items(const RecommendOptions& options);

}  // namespace melsift::tools
