// Listening histories as a crowd learns from them.
#pragma once

#include <string>
#include <vector>

#include "crowd/listens.h"
#include "tools/kit/command.h"

namespace melsift::tools {

// Of all files together; see ListenFiles.
crowd::Listens read_listens(Command& command, const std::vector<std::string>& paths);

}  // namespace melsift::tools
