// Text for terminals: its width, and text without control characters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace melsift {

// The number of cells of a character in a terminal: 2 for East Asian wide characters and emoji, 0
// for combining marks (Unicode Standard Annex 11 and the general category).
std::size_t display_width(char32_t character);
// The number of cells of a text, as printable() shows it.
std::size_t display_width(std::string_view text);

// U+FFFD for a control character, including line ends; other characters stay.
char32_t printable(char32_t character);
// The text with U+FFFD for control characters and for bytes that are not UTF-8.
std::string printable(std::string_view text);

// The text, as printable() shows it, in exactly `width` cells, at least 1: cut with an ellipsis or
// padded with blanks, on the left for text that is aligned right, otherwise on the right.
std::string fit_width(std::string_view text, std::size_t width, bool right);

}  // namespace melsift
