// The file format of the demo music.
#pragma once

#include <span>

#include "catalogue.h"

namespace melsift::demo {

// Writes mono samples in [-1, 1] of kSampleRate to track.path as a 16-bit WAV file that carries the
// track's title, artist, album, genre and year as tags (RIFF INFO).  Throws Error io.
void write_wav(const Track& track, std::span<const float> samples);

}  // namespace melsift::demo
