// What recommend reads - seed tracks, catalogue, index, models - handed to the library.
#pragma once

#include <string>
#include <vector>

#include "recommend/request.h"
#include "record/record.h"
#include "tools/kit/command.h"
#include "tools/recommend/options.h"

namespace melsift::tools {

// Whether records come in on standard input without being asked for: by a pipe or a file.  What
// else it may be (a socket of who started the tool, a terminal) could be waited for in vain.
bool standard_input_is_given();

// The records of these files.  A file that can't be read is reported, and the others serve.
std::vector<record::Record> read_given(Command& command, const std::vector<std::string>& paths);

// Recommendations from the catalogue, from the indexes, or from the crowd model alone: whichever
// the options name.  All throw Error.
recommend::Answer recommend_from_catalogue(Command& command, const RecommendOptions& options,
                                           const RecommendWish& wish,
                                           std::vector<record::Record> given);
recommend::Answer recommend_from_index(Command& command, const RecommendOptions& options,
                                       const RecommendWish& wish,
                                       std::vector<record::Record> given);
recommend::Answer recommend_from_crowd(const RecommendOptions& options);

}  // namespace melsift::tools
