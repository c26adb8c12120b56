// Lists of names on the command line.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace melsift {

// The names in `text` between separators, without blanks around them; empty ones are left out.  A
// name that contains the separator is written in double quotes, with "" for a quote in it:
// 'a,"b, c"' is a and "b, c".  A quote inside a name without quotes around it is itself.
std::vector<std::string> split_names(std::string_view text, char separator = ',');

// The names in a list of names that are known: at each place the longest run between separators
// that is one of `known`, so that "Folk, World, & Country,Rock" needs no quotes.  If that leaves
// anything, split_names().
std::vector<std::string> names_among(std::string_view text, std::span<const std::string> known,
                                     char separator = ',');

// The names as split_names() reads them, with quotes if they need them.
std::string joined_names(const std::vector<std::string>& names, char separator = ',');

}  // namespace melsift
