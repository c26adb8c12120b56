// The inputs of recommend: seed tracks, catalogue, index, models.
#pragma once

#include <string>
#include <vector>

#include "recommend/request.h"
#include "recommend/session.h"
#include "record/record.h"
#include "tools/kit/command.h"
#include "tools/recommend/options.h"

namespace melsift::tools {

// Whether standard input has records although no operand names it: it is a pipe or a file.  With
// other inputs (a terminal, a socket of the parent process) the tool might wait for ever.
bool standard_input_is_given();

// The records of these files.  The bundled models classify audio files.  A file that can't be read
// is reported, and the others are used.
std::vector<record::Record> read_given(Command& command, const std::vector<std::string>& paths);

// What the library's list excludes: the file of --ignore, else the one beside the catalogue or
// index, if it exists.  Throws Error as recommend::read_ignore_file() does.
recommend::Exclusions ignored_by(const RecommendOptions& options);

// The session of --session, with the skip of --skip; empty if there is none.  Throws Error.
recommend::Session session_of(const RecommendOptions& options);

// Recommendations from the catalogue, from the indexes, or from the crowd model alone, as the
// options say.  All throw Error.
recommend::Answer recommend_from_catalogue(Command& command, const RecommendOptions& options,
                                           const RecommendWish& wish,
                                           std::vector<record::Record> given,
                                           const recommend::Session& session);
recommend::Answer recommend_from_index(Command& command, const RecommendOptions& options,
                                       const RecommendWish& wish,
                                       std::vector<record::Record> given);
recommend::Answer recommend_from_crowd(const RecommendOptions& options);

}  // namespace melsift::tools
