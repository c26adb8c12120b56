// evaluate --neighbours: whether tracks that sound alike share a class.
#pragma once

#include <string>
#include <vector>

#include "tools/kit/command.h"

namespace melsift::tools {

struct NeighbourOptions {
  std::size_t k = 0;  // 0: classifications are evaluated instead
  std::string by = "embedding";
};

void add_options(Command& command, NeighbourOptions& options);
// Throws UsageError for options that can't be combined.
void check(Command& command, const NeighbourOptions& options);
// The records of `splits` are the queries; all records if it is empty.  Throws Error.
void evaluate_neighbours(Command& command, const NeighbourOptions& options,
                         const std::vector<std::string>& inputs, const std::string& target,
                         const std::vector<std::string>& splits, const std::string& output,
                         bool json, unsigned threads);

}  // namespace melsift::tools
