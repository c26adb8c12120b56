// Inputs that are read more than once, or from their end.
#pragma once

#include <string>

#include "record/lines.h"

namespace melsift::record {

// An open descriptor of all bytes of the file `path`, which `lines` has opened without consuming
// anything: the file itself if it is seekable, otherwise a temporary copy of the unread bytes.
// Throws Error io.
int seekable(const std::string& path, LineSource& lines);

// Always a copy.
int copied(LineSource& lines);

// The lines of an open file from its first byte; the caller keeps the descriptor.  If there are two
// such sources of one file, only the latest may be read.  Throws Error io.
LineSource lines_of(const std::string& name, int descriptor);

}  // namespace melsift::record
