// Checks whether a file contains everything that its headers promise.  Decoders silently decode the
// rest of a truncated or damaged file, and nothing would show that the features are those of half a
// track.  melsift therefore checks first.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "audio/bytes.h"
#include "audio/container.h"

namespace melsift::audio {

// Why the file is incomplete, in words ("truncated: 4096 of 132300 bytes of sound"), or nothing if
// it is complete or if the container does not say.  Throws Error io.
std::optional<std::string> damage(const Bytes& bytes, const Extent& extent);

// The parts of damage(), each for one kind of container; MP3 and AAC are in frame_scanner.h.  A
// FLAC header gives the number of samples, which the caller of the decoder compares.

// WAV, RF64, Wave64, AIFF, CAF, AU: compares the size of the chunk with the samples with the size
// of the file, unless it is unknown (chunks.h).
std::optional<std::string> chunk_damage(const Bytes& bytes, const Extent& extent);
// Ogg (RFC 3533): checks the checksum and number of every page, and that each stream has its end.
std::optional<std::string> page_damage(const Bytes& bytes, const Extent& extent);
// MPEG-4 (ISO 14496-12), ASF, Matroska: finds boxes, objects or elements that reach beyond the end
// of the file, and a second file after the first, which decoders ignore.  Other bytes after the
// sound are ignored.
std::optional<std::string> box_damage(const Bytes& bytes, const Extent& extent);

// "truncated: 12 of 34 bytes of sound"
std::string truncated(std::int64_t have, std::int64_t promised);
// "contains a second file, from byte 56": decoders would read only the first.
std::string two_in_one(std::int64_t second);
// This, if a file of any known kind begins at `at`, where the first one ends, after ID3 tags.
std::optional<std::string> second_file(const Bytes& bytes, std::int64_t at);

}  // namespace melsift::audio
