// Lists of names that people type; names may contain the separator.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace melsift::recommend {

// The pieces between commas, trimmed, without empty ones.  Double quotes around a piece protect its
// commas: `"Earth, Wind & Fire", ABBA`.
std::vector<std::string> split_names(std::string_view list);

// The names in a list.  Pieces that form a known name together, with the separators as typed, are
// that name; the longest known name wins, from the left.  Other pieces are separate names.
std::vector<std::string> resolve_names(std::string_view list,
                                       const std::function<bool(const std::string&)>& is_known);

}  // namespace melsift::recommend
