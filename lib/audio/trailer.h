// Tags that programs append to audio files of any kind.
#pragma once

#include <cstdint>
#include <string_view>

#include "audio/bytes.h"

namespace melsift::audio {

// The offset at which the tags at the end of `bytes` begin, or its size if there are none: ID3v1
// with its extension "TAG+", APE (with or without a header), Lyrics3 of both versions, ID3v2.4 with
// a footer, in any order and number.  Throws Error io.
std::int64_t trailer_begin(const Bytes& bytes);

// The length of the tag at the start of these (32) bytes: ID3v2, APE with its header, ID3v1; 0 if
// there is none.
std::int64_t tag_bytes(std::string_view first_bytes);

// The length of the ID3v2 tag at the start of these (10) bytes; 0 if there is none.
std::int64_t id3_bytes(std::string_view first_bytes);

}  // namespace melsift::audio
