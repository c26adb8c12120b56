// UTF-8 <-> code points.
#pragma once

#include <string>
#include <string_view>

namespace melsift {

// What a byte that is no UTF-8 is read as (U+FFFD, the replacement character).
inline constexpr char32_t kReplacement = 0xFFFD;

// Takes the first code point off `text`, which must not be empty.  A byte that begins no valid
// sequence (RFC 3629: shortest form, no surrogates, up to U+10FFFF) is taken alone, as
// kReplacement.
char32_t take_code_point(std::string_view& text);

// Appends a code point as one to four bytes.
void append_code_point(std::string& out, char32_t code_point);

// Whether `text` is well-formed UTF-8 (Unicode 15, table 3-7: no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

// `text` with kReplacement for each byte that is no UTF-8.
std::string valid_utf8(std::string_view text);

}  // namespace melsift
