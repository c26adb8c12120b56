// Lists of texts in a column, as JSON, so that SQLite's functions (json_each) can read them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace melsift::catalogue {

// Empty if there are no texts.  Texts must be UTF-8.
std::string list_text(const std::vector<std::string>& texts);
std::vector<std::string> parse_list(std::string_view text);

}  // namespace melsift::catalogue
