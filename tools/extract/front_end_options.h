// The front end as command line options, one for each parameter, and the part of each track.
#pragma once

#include "audio/read.h"
#include "feature/front_end.h"
#include "tools/kit/command.h"

namespace melsift::tools {

// Adds --set, --sr, --n-fft, ...; defaults and help come from the struct.
void add_options(Command& command, feature::FrontEnd& front_end);
// Adds --offset-s and --duration-s.
void add_options(Command& command, audio::ReadOptions& part);

}  // namespace melsift::tools
