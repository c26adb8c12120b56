// Warnings about how the records of a training are divided.
#pragma once

#include <string>
#include <vector>

#include "record/record.h"
#include "tools/kit/command.h"

namespace melsift::tools {

// Warns if groups are in more than one part; `parts` names them: "train, valid and test".
void warn_of_torn_groups(const Command& command, const std::vector<std::string>& groups,
                         const std::string& parts);

// Warns if records have an unknown split, such as a mistyped one, that `use` (--use) does not name:
// the training leaves them out.
void warn_of_unknown_splits(const Command& command, const std::vector<record::Record>& records,
                            const std::vector<std::string>& use);

}  // namespace melsift::tools
