// Texts that list several genres.
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace melsift::recommend {

// The genres of each of `texts` that has a separator, see split_genre().  Known genres are those
// that are a text of their own, and the listed ones.
std::unordered_map<std::string, std::vector<std::string>> split_genre_lists(
    const std::unordered_set<std::string>& texts);

}  // namespace melsift::recommend
