// train --arch als|ease|...: trains recommenders on listening histories.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crowd/crowd_settings.h"
#include "tools/kit/command.h"

namespace melsift::tools {

// Reads the listens, from standard input if no file is named, trains, and writes the model to
// `output`.  Throws Error.
void train_crowd(Command& command, const std::vector<std::string>& files,
                 const crowd::Settings& settings, const std::string& output, unsigned threads,
                 std::uint64_t seed);

}  // namespace melsift::tools
