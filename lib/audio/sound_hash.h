// A hash of a file's sound without its tags, by which a file is recognised that was retagged.
#pragma once

#include <cstdint>
#include <optional>

#include "audio/bytes.h"
#include "audio/container.h"

namespace melsift::audio {

// The hash (base/hash.h) of the encoded sound: the frames of MP3, AAC, FLAC, Monkey's Audio,
// Musepack and WavPack, the samples of WAV and its like, the pages of Ogg that follow the headers,
// the media data of MP4 and WMA.  Nothing for other containers, and for files without sound.
// Throws Error io.
std::optional<std::uint64_t> sound_hash(const Bytes& bytes, const Extent& extent);

}  // namespace melsift::audio
