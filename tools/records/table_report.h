// Reports the findings of reading a table.
#pragma once

#include <string>

#include "record/source.h"
#include "record/table.h"
#include "tools/kit/command.h"

namespace melsift::tools {

// Notes which columns of a table are left out or pass through, and which values are missing.  Lines
// begin with `name`.  Call it after all rows have been read.
void report_table(const Command& command, const std::string& name,
                  const record::FeatureTable& table);

// The same for a source of any form; also names the arrays that are left out.
void report_table(const Command& command, const std::string& name, const record::Source& source);

}  // namespace melsift::tools
