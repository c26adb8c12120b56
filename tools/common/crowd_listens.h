// Listening histories as tools read them: bad rows are reported and left out.
#pragma once

#include <string>
#include <vector>

#include "common/command.h"
#include "crowd/listens.h"

namespace melsift::tools {

// Of all files together; standard input for "-".  A bad row, or a file that can't be read, is
// counted as a failure of the command.
crowd::Listens read_listens(Command& command, const std::vector<std::string>& paths);

}  // namespace melsift::tools
