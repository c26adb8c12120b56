// The front end as command line options, one for each parameter, and its work on a track.
#pragma once

#include <vector>

#include "feature/extractor.h"
#include "feature/front_end.h"
#include "scan/sound.h"
#include "tools/kit/command.h"
#include "tools/kit/inputs.h"

namespace melsift::tools {

// The part of each track that is looked at.
struct TrackPart {
  double offset_s = 0.0;
  double duration_s = 0.0;  // 0: to the end
};

// Adds --set, --sr, --n-fft, ...; defaults and help come from the struct.
void add_options(Command& command, feature::FrontEnd& front_end);
// Adds --offset-s and --duration-s.
void add_options(Command& command, TrackPart& part);

// Reads the track's audio and gives its record with features (or the matrix `mel`), front_end,
// duration_s and sample_rate: one record, or one for each piece that the front end asks for, with
// `segment`, and the track as `group` where the record had none.  Throws Error.
std::vector<record::Record> extract_records(Input& input, const feature::Extractor& extractor,
                                            const TrackPart& part = {});

// The track's audio; takes the input's bytes if it has some.  Throws Error invalid_argument for a
// record without a path.
scan::Sound sound_of(Input& input);
// The name of that audio in messages.
const std::string& name_of(const Input& input);

}  // namespace melsift::tools
