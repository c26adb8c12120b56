// Random secrets and tokens.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace melsift::web {

// This number of bytes from the system's random generator, as hexadecimal digits.  Throws Error io.
std::string random_hex(std::size_t bytes);
// Whether both are equal; the time does not depend on the position of differences.
bool equal_in_constant_time(std::string_view a, std::string_view b);
// The token in the first line of a file.  Throws Error not_found, io; invalid_argument if users
// other than the owner may read the file, or if the token is shorter than 16 characters or contains
// other characters than letters, digits, '-', '_', '.' and '~'.
std::string read_token(const std::string& path);

}  // namespace melsift::web
