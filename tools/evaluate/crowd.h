// evaluate --recommender: evaluates a crowd model on held-out listens.
#pragma once

#include <string>
#include <vector>

#include "tools/kit/command.h"

namespace melsift::tools {

struct CrowdEvaluation {
  std::string recommender;     // the model file; empty: none
  std::string listens, test;   // listening histories, and the held-out listens to predict
  std::vector<std::size_t> k;  // lengths of lists; none: 10 and 20
};

void add_options(Command& command, CrowdEvaluation& options);
// Throws UsageError for options that can't be combined.
void check(Command& command, const CrowdEvaluation& options);
// Throws Error.
void evaluate_crowd(Command& command, const CrowdEvaluation& options, const std::string& output,
                    bool json, unsigned threads);

}  // namespace melsift::tools
