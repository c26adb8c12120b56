// How long a file's sound is, without decoding it.
#pragma once

#include <optional>

#include "audio/bytes.h"
#include "audio/container.h"

namespace melsift::audio {

struct Length {
  double duration_s = 0.0;
  int sample_rate = 0;  // Hz; 0 if only the decoder knows it
};
// The length that decoding would give, from the summary of an MP3 or the number of its frames, and
// from the headers of WAV, AU, AIFF, CAF, Wave64, FLAC and Ogg.  Nothing for other containers, or
// if the headers don't say.  Throws the same Errors as the decoders.
std::optional<Length> length_of(const Bytes& bytes, const Extent& extent);

}  // namespace melsift::audio
