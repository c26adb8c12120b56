// What recommend reads: the given tracks, the catalogue, models that have a say.
#pragma once

#include <string>
#include <vector>

#include "recommend/tracks.h"
#include "record/record.h"
#include "tools/kit/command.h"
#include "tools/recommend/options.h"

namespace melsift::tools {

// Whether records come in on standard input without being asked for: by a pipe or a file.  What
// else it may be (a socket of who started the tool, a terminal) could be waited for in vain.
bool standard_input_is_given();

// The records of these files.  A file that can't be read is reported, and the others serve.
std::vector<record::Record> read_given(Command& command, const std::vector<std::string>& paths);

// Of each record of a catalogue's database, whether scan has seen its file and the file is gone,
// except on a disk that may not be mounted.  Empty for other catalogues.
std::vector<bool> gone_files(const std::string& path, const std::vector<record::Record>& catalogue);

// Adds to the request what the options name: tracks of the catalogue to go by, the voices of taste
// and crowd, and of the tracks that the user has played those that are never to be answered.
// Throws Error.
void complete_request(Command& command, const RecommendOptions& options, const RecommendWish& wish,
                      const recommend::Tracks& tracks, recommend::Request& request);

}  // namespace melsift::tools
