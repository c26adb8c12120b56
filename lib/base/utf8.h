// UTF-8 <-> code points.
#pragma once

#include <string>
#include <string_view>

namespace melsift {

// Replaces a byte that is not UTF-8 (U+FFFD, the replacement character).
inline constexpr char32_t kReplacement = 0xFFFD;

// Removes the first code point from `text`, which must not be empty, and returns it.  A byte that
// does not begin a valid sequence (RFC 3629: shortest form, no surrogates, up to U+10FFFF) is
// removed alone, as kReplacement.
char32_t take_code_point(std::string_view& text);

// Appends a code point as one to four bytes.
void append_code_point(std::string& out, char32_t code_point);

// Whether `text` is well-formed UTF-8 (Unicode 15, table 3-7: no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

// `text` with kReplacement for each byte that is not UTF-8.
std::string valid_utf8(std::string_view text);

}  // namespace melsift
