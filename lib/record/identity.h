// What tells a record's track from all other tracks.
#pragma once

#include <string_view>

#include "record/record.h"

namespace melsift::record {

// The record's path; empty if it has none, or one that stands for standard input ("-",
// "standard input#17" of a NumPy archive in a pipe) and so names another track in each run.
std::string_view track_identity(const Record& record);

// What a split must not tear the record from: its group, or else its track.  Empty if neither is
// known.
std::string_view group_identity(const Record& record);

}  // namespace melsift::record
