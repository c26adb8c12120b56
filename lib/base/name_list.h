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

// Splits a list of known names: at each position it takes the longest text between separators that
// is in `known`, so that "Folk, World, & Country,Rock" needs no quotes.  If a part is unknown, the
// result is that of split_names().
std::vector<std::string> names_among(std::string_view text, std::span<const std::string> known,
                                     char separator = ',');

// Joins names so that split_names() reads them back, with quotes if necessary.
std::string joined_names(const std::vector<std::string>& names, char separator = ',');

}  // namespace melsift
