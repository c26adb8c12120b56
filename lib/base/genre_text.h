// Several genres in one text.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace melsift {

// Whether a text has a character that programs put between genres: comma, slash, backslash,
// semicolon, vertical bar, or the wide forms of these.
bool has_genre_separator(std::string_view text);

// "Rock/Pop" is Rock and Pop if all parts between separators are known and the whole is not.  A
// part that begins with "&" or "and" belongs to one long name, such as "Folk, World, & Country".
std::vector<std::string> split_genre(const std::string& text,
                                     const std::function<bool(const std::string&)>& is_known);

// Whether the genres of ID3v1, with Winamp's extensions, have this one, compared in normal_form().
bool is_listed_genre(std::string_view name);

}  // namespace melsift
