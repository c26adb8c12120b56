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
// As decoding would find it, from an MP3's summary or the count of its frames, and the headers of
// WAV, AU, AIFF, CAF, Wave64, FLAC and Ogg.  Nothing for other containers, or if the headers don't
// say.  Throws Error as the decoders do.
std::optional<Length> length_of(const Bytes& bytes, const Extent& extent);

}  // namespace melsift::audio
