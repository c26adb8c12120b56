// train --join.
#pragma once

#include <string>
#include <vector>

#include "tools/kit/command.h"

namespace melsift::tools {

// Writes the ensemble of the members in these model files to `output`.  Throws Error.
void join_members(const Command& command, const std::vector<std::string>& files,
                  const std::string& output);

}  // namespace melsift::tools
