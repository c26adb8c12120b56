// The command line of recommend: what is wanted, of which catalogue.
#pragma once

#include <cstddef>
#include <string>

#include "common/command.h"
#include "recommend/recommender.h"

namespace melsift::tools {

struct RecommendOptions {
  std::string catalogue;
  std::string genres, languages, years;  // as typed
  std::string unknown = "drop";
  std::string similarity = "cosine";
  std::string format;
  std::size_t count = 10;
};

void add_options(Command& command, RecommendOptions& options);

// Throws Error invalid_argument for years that are no range, and for lists that
// name nothing.
recommend::Request request_of(const RecommendOptions& options);

}  // namespace melsift::tools
