// Inputs that are read more than once, or from their end.
#pragma once

#include <string>

#include "record/lines.h"

namespace melsift::record {

// An open descriptor of all bytes of the file `path`, whose reading `lines` has begun but taken
// nothing of: the file itself if one can seek in it, else a temporary copy of the unread bytes.
// Throws Error io.
int seekable(const std::string& path, LineSource& lines);

// The copy in any case.
int copied(LineSource& lines);

// The lines of an open file from its first byte; the descriptor stays the caller's.  Of two such
// sources of one file only the latest may be read.  Throws Error io.
LineSource lines_of(const std::string& name, int descriptor);

}  // namespace melsift::record
