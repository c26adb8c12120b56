// Identifies the track of a record.
#pragma once

#include <string_view>

#include "record/record.h"

namespace melsift::record {

// The record's path; empty if it has none, or if the path means standard input ("-", "standard
// input#17" of a NumPy archive in a pipe), which is a different track in each run.
std::string_view track_identity(const Record& record);

// The unit that a split must keep together: the record's group, or otherwise its track.  Empty if
// neither is known.
std::string_view group_identity(const Record& record);

}  // namespace melsift::record
