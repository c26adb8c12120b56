// The displayed title of a track.
#pragma once

#include <string>

#include "record/record.h"

namespace melsift::record {

// The record's title; if it has none, the name of its file without folders and extension, or empty.
std::string shown_title(const Record& record);

}  // namespace melsift::record
