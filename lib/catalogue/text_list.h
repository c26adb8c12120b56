// Lists of texts, and the fields without a column, as JSON in a column, so that SQLite's functions
// (json_each) can read them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace melsift::catalogue {

// Empty if there are no texts.  Texts must be UTF-8.
std::string list_text(const std::vector<std::string>& texts);
std::vector<std::string> parse_list(std::string_view text);

// A record of those fields of a track that have no column.  Empty if there are none.
std::string other_text(const record::Record& record);

}  // namespace melsift::catalogue
