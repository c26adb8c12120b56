// evaluate --recommender: a crowd model judged by listens that it has not met.
#pragma once

#include <string>
#include <vector>

#include "tools/kit/command.h"

namespace melsift::tools {

struct CrowdEvaluation {
  std::string recommender;     // the model file; empty: none is to be judged
  std::string listens, test;   // what the users are known by, and what is to be found
  std::vector<std::size_t> k;  // lengths of lists; none: 10 and 20
};

void add_options(Command& command, CrowdEvaluation& options);
// Throws what makes a usage error for options that don't go together, or with others given.
void check(Command& command, const CrowdEvaluation& options);
// Throws Error.
void evaluate_crowd(Command& command, const CrowdEvaluation& options, const std::string& output,
                    bool json, unsigned threads);

}  // namespace melsift::tools
