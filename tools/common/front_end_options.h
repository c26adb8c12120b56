// The front end as command line options, one for each parameter, and its work on a track.
#pragma once

#include "common/command.h"
#include "common/inputs.h"
#include "feature/extractor.h"
#include "feature/front_end.h"

namespace melsift::tools {

// Adds --set, --sr, --n-fft, ...; defaults and help come from the struct.
void add_options(Command& command, feature::FrontEnd& front_end);

// Reads the track's audio and puts features, front_end, duration_s and sample_rate into its record.
// Throws Error.
void extract_into(Input& input, const feature::Extractor& extractor);

}  // namespace melsift::tools
