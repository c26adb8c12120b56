// The table that classify writes to a terminal.
#pragma once

#include <string>
#include <vector>

#include "record/record.h"

namespace melsift::tools {

// One line per track: the predicted class, its probability, the second most probable class, and
// "unsure" for predictions with low confidence (record::is_unsure).  If `width` is above 0, lines
// are not wider.
std::string classification_table(const std::vector<record::Record>& records, std::size_t width);

}  // namespace melsift::tools
