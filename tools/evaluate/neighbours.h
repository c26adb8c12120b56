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
// Throws UsageError for options that don't go together.
void check(Command& command, const NeighbourOptions& options);
// `splits` are those of the queries; empty: every record is one.  Throws Error.
void evaluate_neighbours(Command& command, const NeighbourOptions& options,
                         const std::vector<std::string>& inputs, const std::string& target,
                         const std::vector<std::string>& splits, const std::string& output,
                         bool json, unsigned threads);

}  // namespace melsift::tools
