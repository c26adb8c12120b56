// Secrets that nobody guesses.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace melsift::web {

// That many bytes from the system's generator, as hexadecimal digits.  Throws Error io.
std::string random_hex(std::size_t bytes);
// Whether both are the same; takes as long whichever of the bytes differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);
// The token that a file's first line is.  Throws Error not_found, io; invalid_argument where others
// than its owner may read the file, or the token is shorter than 16 characters or holds others than
// letters, digits, '-', '_', '.' and '~'.
std::string read_token(const std::string& path);

}  // namespace melsift::web
