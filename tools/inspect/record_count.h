// Counts the contents of a stream of records.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "record/record.h"

namespace melsift::tools {

struct RecordCount {
  long records = 0;
  long features = 0, mels = 0, predictions = 0;    // records that have these
  std::map<std::string, long> front_ends, splits;  // records by value, of those that have one
  std::map<std::string, long> labels;              // records by label, "(none)" without one

  void add(const record::Record& record);
};

// The counts in words and tables, which are no wider than `width` cells; 0 is any.
std::string count_report(const RecordCount& count, std::size_t width);

}  // namespace melsift::tools
