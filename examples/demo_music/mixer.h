// The mixer: turns a score into a finished signal.
#pragma once

#include <vector>

#include "base/random.h"
#include "score.h"

namespace melsift::demo {

// The peak of every finished track.
inline constexpr double kPeakDb = -1.0;  // dBFS

// The first `seconds` of `score` as mono samples of kSampleRate: each part played, through its
// channel, with the common reverberation; limited, faded at both ends and brought to kPeakDb.
std::vector<float> mix(const Score& score, double seconds, Random& random);

}  // namespace melsift::demo
