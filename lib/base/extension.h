// The extension of a file's name, by which tools choose a format.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace melsift {

// The extension of an output's name in lower case, without the dot; empty for "-" (standard output)
// and for a name without an extension, such as /dev/full.  Throws Error invalid_argument if it is
// not one of `supported`.
std::string supported_extension(std::string_view path, std::span<const std::string_view> supported);

}  // namespace melsift
