// The tracks that prepare reads.
#pragma once

#include <string>
#include <vector>

#include "record/record.h"
#include "tools/kit/command.h"
#include "tools/prepare/options.h"

namespace melsift::tools {

// The tracks of the table that `options` names and of `inputs`: folders, files of records and
// playlists.  Reports and counts bad tracks, and reports how columns were read.  Throws Error if an
// input can't be opened, if a folder has no audio, or if a table has no features.
std::vector<record::Record> load_tracks(Command& command, const std::vector<std::string>& inputs,
                                        const PrepareOptions& options);

}  // namespace melsift::tools
