// Lists of texts in a column: JSON, so that SQLite's own functions (json_each) read them too.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace melsift::catalogue {

// Empty for no texts.  They must be UTF-8.
std::string list_text(const std::vector<std::string>& texts);
std::vector<std::string> parse_list(std::string_view text);

}  // namespace melsift::catalogue
