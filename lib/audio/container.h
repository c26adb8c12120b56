// What the containers of audio say about themselves: their kind by the first bytes, and whether the
// file holds all that its own headers promise.  Decoders go silently on with what is left of a
// truncated file; features of half a track are wrong without a word, so melsift looks first.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "audio/bytes.h"

namespace melsift::audio {

// Whether these first bytes (some 64 will do) begin an audio file of a known kind: RIFF/RF64/W64
// WAVE, AU, AIFF, CAF, FLAC, Ogg, MP3 (with ID3 or bare), MPEG-4, ASF, Matroska.
bool looks_like_audio(std::string_view first_bytes);

// Why the file is incomplete, in words ("truncated: 4096 of 132300 bytes of samples"), or nothing
// where all is there or the container does not tell:
//   WAV, AU, AIFF  the data chunk's size against the file's (sizes that stand for "unknown", as
//                  written to pipes, are believed);
//   Ogg            the last page lacks its end-of-stream flag or its end (RFC 3533);
//   MP3            the Xing/Info frame's count of bytes, or a last frame that is cut (ISO 11172-3).
// FLAC tells its number of samples, which the decoder's caller compares.
std::optional<std::string> truncation(const Bytes& bytes);

}  // namespace melsift::audio
