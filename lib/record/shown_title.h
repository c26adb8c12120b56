// The title under which people see a track.
#pragma once

#include <string>

#include "record/record.h"

namespace melsift::record {

// The record's title; without one its file's name without folders and extension, or empty.
std::string shown_title(const Record& record);

}  // namespace melsift::record
