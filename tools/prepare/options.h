// The command line of prepare.
#pragma once

#include <string>
#include <vector>

#include "record/table.h"
#include "tools/kit/command.h"

namespace melsift::tools {

struct PrepareOptions {
  std::vector<std::string> classes;  // empty: all
  std::string label;                 // of every track; empty: unchanged
  std::vector<std::string> lists;    // see record::SplitLists::add
  std::string group_by;              // see record::group_by; empty: unchanged
  std::string split;                 // see model::parse_shares; empty: unchanged
  int folds = 0;                     // 0: none
  std::string table;                 // empty: none
  record::TableOptions columns;      // of the table
  std::string missing = "refuse";    // see record::MissingValues
  bool zscore = false;               // of the table's mel matrices
};

void add_options(Command& command, PrepareOptions& options);

}  // namespace melsift::tools
