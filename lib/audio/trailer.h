// What programs append to audio files of any kind: tags that are no sound.
#pragma once

#include <cstdint>
#include <string_view>

#include "audio/bytes.h"

namespace melsift::audio {

// Where the tags begin that end a file of `bytes`, or its size if it ends with none: ID3v1 with its
// extension "TAG+", APE (with or without a header), Lyrics3 of both versions, ID3v2.4 with a
// footer, in any order and number.  Throws Error io.
std::int64_t trailer_begin(const Bytes& bytes);

// The length of the tag that these (32) bytes begin: ID3v2, APE with its header, ID3v1; 0 if they
// begin none.
std::int64_t tag_bytes(std::string_view first_bytes);

// The length of the ID3v2 tag that these (10) bytes begin; 0 if they begin none.
std::int64_t id3_bytes(std::string_view first_bytes);

}  // namespace melsift::audio
