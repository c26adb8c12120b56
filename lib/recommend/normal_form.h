// The normal form under which names of genres, languages, artists and titles are compared.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace melsift::recommend {

// The words of a UTF-8 name: runs of letters and digits in lower case.  Apostrophes are dropped
// within a word ("Rock 'n' Roll" is rock, n, roll; "Don't" is dont), all else separates words.
// Lower case is Unicode's simple folding for the Latin, Greek and Cyrillic alphabets, the ones
// that music tags write in capitals.
std::vector<std::string> words(std::string_view name);

// The words joined, without "and": "Hip-Hop" and "hiphop" are "hiphop", "Simon & Garfunkel" and
// "simon and garfunkel" are "simongarfunkel".  Empty for a name without letters and digits.
std::string normal_form(std::string_view name);

}  // namespace melsift::recommend
