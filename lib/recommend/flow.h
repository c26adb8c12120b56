// The order of a playlist in which tracks lead into each other: by tempo and key.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "recommend/request.h"
#include "record/record.h"

namespace melsift::recommend {

// How far a track is from being a smooth continuation of another one: 0 is the same tempo and key.
// The tempo counts by its ratio, with half and double tempo as nearly the same: each step of 6 %,
// which DJs even out unnoticed, costs 1, halving or doubling 1 as well.  The key counts by the
// steps on the wheel of keys (camelot_distance()): 0.5 for a neighbour, else the number of steps.
// What is unknown of one of them costs as much as two random tracks differ in it, on average.
double flow_cost(const record::Record& from, const record::Record& to);

// The tracks by their numbers, reordered within each run of tracks with the same group number so
// that the sum of flow_cost() is small: the nearest next one, improved by 2-opt and by moving
// single tracks (Croes 1958, Or 1976).  The first track stays first.  Two tracks of an artist stand
// side by side only if that can't be avoided.
std::vector<std::size_t> flow_order(std::span<const record::Record> tracks,
                                    std::span<const std::size_t> groups);

// Reorders an answer so, within each run of tracks for which the same filters were relaxed; ranks
// follow the new order, scores stay with their tracks.
void put_in_flow(Answer& answer);

}  // namespace melsift::recommend
