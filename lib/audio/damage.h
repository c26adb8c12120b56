// Whether a file holds all that its own headers promise.  Decoders go silently on with what is left
// of a truncated or damaged file; features of half a track are wrong without a word, so melsift
// looks first.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "audio/bytes.h"
#include "audio/container.h"

namespace melsift::audio {

// Why the file is not whole, in words ("truncated: 4096 of 132300 bytes of sound are there"), or
// nothing where all is there or the container does not tell.  Throws Error io.
std::optional<std::string> damage(const Bytes& bytes, const Extent& extent);

// The parts of damage(), each for containers of one build; MP3 and AAC are in frame_scanner.h. FLAC
// tells its number of samples, which the decoder's caller compares.

// WAV, RF64, Wave64, AIFF, CAF, AU: the size of the chunk that holds the samples against the
// file's, unless it is unknown (chunks.h).
std::optional<std::string> chunk_damage(const Bytes& bytes, const Extent& extent);
// Ogg (RFC 3533): every page's checksum and number, and that each stream has its end.
std::optional<std::string> page_damage(const Bytes& bytes, const Extent& extent);
// MPEG-4 (ISO 14496-12), ASF, Matroska: boxes, objects or elements that reach beyond the file; a
// second file after the first, of which decoders read nothing.  Other bytes after the sound are
// ignored.
std::optional<std::string> box_damage(const Bytes& bytes, const Extent& extent);

// "truncated: 12 of 34 bytes of sound are there"
std::string truncated(std::int64_t have, std::int64_t promised);
// "is two files in one: the second begins at byte 56": decoders would read the first only.
std::string two_in_one(std::int64_t second);

}  // namespace melsift::audio
