// The library that tools use if none is named.
#pragma once

#include <string>

namespace melsift {

// "$XDG_DATA_HOME/melsift/library.db", or "$HOME/.local/share/melsift/library.db" if XDG_DATA_HOME
// is unset or not an absolute path (XDG Base Directory Specification 0.8); empty if HOME is not an
// absolute path either.
std::string default_library();

// Returns true if `path` is the default library and does not exist.  In this case its folder is
// created, readable only by its owner, as the specification says.  Throws Error io if that fails.
bool prepare_default_library(const std::string& path);

}  // namespace melsift
