// The language of a few words, by CLD2.
#pragma once

#include <string>
#include <string_view>

namespace melsift::catalogue {

// Whether melsift was built with CLD2, without which no language is guessed.
bool can_guess_language();

// The ISO 639 code of the likely language of a title and an artist's name; empty if it is not
// clear, as with most short names.
std::string guess_language(std::string_view title, std::string_view artist);

}  // namespace melsift::catalogue
