// Several genres in one text.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace melsift {

// "Rock/Pop" is Rock and Pop if all parts, between commas, slashes or semicolons, are known and the
// whole is not.  A part that begins with "&" or "and" belongs to one long name, such as "Folk,
// World, & Country".
std::vector<std::string> split_genre(const std::string& text,
                                     const std::function<bool(const std::string&)>& is_known);

}  // namespace melsift
