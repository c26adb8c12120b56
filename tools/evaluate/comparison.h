// evaluate --compare: two classifications of the same tracks.
#pragma once

#include <string>
#include <vector>

#include "tools/evaluate/judging.h"
#include "tools/kit/command.h"

namespace melsift::tools {

// Throws UsageError unless two files are given, and for options that --compare does not take.
void check_compare(Command& command, const std::vector<std::string>& inputs);

// Writes both accuracies and the p-value of their difference as a text or as JSON.
void compare(const Judging& judging, const std::vector<std::string>& inputs,
             const std::string& output, bool json);

}  // namespace melsift::tools
