// The blocks that a WavPack file consists of (WavPack 4 and 5 file format, 2.0).
#pragma once

#include <cstdint>

#include "audio/bytes.h"
#include "audio/container.h"

namespace melsift::audio {

// Where the last of the adjacent blocks ends, if no other follows later: what comes then is no
// sound, but libav fails at it.  Else the end of the extent.  Throws Error io.
std::int64_t wavpack_end(const Bytes& bytes, const Extent& extent);

}  // namespace melsift::audio
