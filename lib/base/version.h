#pragma once

#include <string_view>

namespace melsift {

// melsift's version, "major.minor.patch"; written into models and printed by --version.
std::string_view version();

}  // namespace melsift
