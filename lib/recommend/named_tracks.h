// Tracks of a catalogue by what people call them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "recommend/tracks.h"

namespace melsift::recommend {

// A name with the weight that a listener gives it.
struct WeightedName {
  std::string name;
  double weight = 1.0;
};

// "NAME" or "NAME=0.5"; what follows the last = is part of the name where it is no number.  Throws
// Error invalid_argument for a weight that is not above 0, and for an empty name.
WeightedName parse_weighted_name(std::string_view text);

// Whether `name` is the record's path, or its "artist - title" in lookup_form().
bool is_named(const record::Record& record, std::string_view name);

// Numbers of the tracks that `name` means: those with this path; where there are none, those with
// this "artist - title" in lookup_form(); else with this title; else by this artist.
std::vector<std::size_t> tracks_named(std::string_view name, const Tracks& tracks);

// Their records with that weight each, as tracks to go by (below 0: to be unlike); those of an
// artist share the weight.  Throws Error not_found where the catalogue has none.
std::vector<record::Record> seeds_named(const WeightedName& wanted, const Tracks& tracks);

}  // namespace melsift::recommend
