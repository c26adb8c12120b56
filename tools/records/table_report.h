// What reading a table has found out, in words.
#pragma once

#include <string>

#include "record/source.h"
#include "record/table.h"
#include "tools/kit/command.h"

namespace melsift::tools {

// Notes of what a table was found to be: which columns are left out or passed on, which values are
// missing.  `name` begins the lines.  To be called when all rows have been read.
void report_table(const Command& command, const std::string& name,
                  const record::FeatureTable& table);

// The same for a source of any form; also names the arrays that are left out.
void report_table(const Command& command, const std::string& name, const record::Source& source);

}  // namespace melsift::tools
