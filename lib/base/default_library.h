// Where a listener's library is if nobody says otherwise.
#pragma once

#include <string>

namespace melsift {

// "$XDG_DATA_HOME/melsift/library.db", or "$HOME/.local/share/melsift/library.db" if XDG_DATA_HOME
// is unset or not an absolute path (XDG Base Directory Specification 0.8); empty if HOME is not an
// absolute path either.
std::string default_library();

// Whether `path` is the default library and no such file exists: then its folder is created, as the
// specification says, readable by its owner alone.  Throws Error io if that fails.
bool prepare_default_library(const std::string& path);

}  // namespace melsift
