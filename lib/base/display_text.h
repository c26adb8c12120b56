// Text for terminals: how wide it is, and nothing that steers them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace melsift {

// The cells that a character takes in a terminal: 2 for East Asian wide characters and emoji, 0 for
// combining marks (Unicode Standard Annex 11 and the general category).
std::size_t display_width(char32_t character);
// The cells of a text, as printable() shows it.
std::size_t display_width(std::string_view text);

// U+FFFD for a character that a terminal would obey rather than show, line ends among them.
char32_t printable(char32_t character);
// The text with U+FFFD for such characters, and for bytes that are no UTF-8.
std::string printable(std::string_view text);

// The text, as printable() shows it, in exactly `width` cells, at least 1: cut with an ellipsis, or
// padded on the left if it is to stand at the right, else on the right.
std::string fit_width(std::string_view text, std::size_t width, bool right);

}  // namespace melsift
