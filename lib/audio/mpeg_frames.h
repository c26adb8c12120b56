// The frames that MP3 and bare AAC files are rows of, and the tags between them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "audio/bytes.h"

namespace melsift::audio {

struct MpegFrame {
  int bytes = 0;             // length with its header; 0 where these bytes begin no frame
  int side_bytes = 0;        // MP3: side information between the header and a Xing tag
  std::uint32_t stream = 0;  // what all frames of a stream agree on
};

// ISO 11172-3 (MPEG-1) and 13818-3 (MPEG-2, 2.5), layers I to III; none of free format.
MpegFrame mp3_frame(std::string_view first_bytes);
// ISO 13818-7, ADTS.
MpegFrame adts_frame(std::string_view first_bytes);

// The length of the ID3v2 tag that these (10) bytes begin; 0 where they begin none.
std::int64_t id3_bytes(std::string_view first_bytes);

// Where, within 4096 bytes from `begin` on, four frames of an MP3 follow each other: files that
// were cut at the front, or whose tags lie about their length, begin with noise.
std::optional<std::int64_t> first_mp3_frame(const Bytes& bytes, std::int64_t begin);

// Why a row of frames from `begin` to the file's end is incomplete or damaged, or nothing:
// a last frame that is cut; fewer bytes than the Xing/Info frame promises; more than 4096 bytes in
// a row that are neither frame, tag nor zeros.
std::optional<std::string> frame_damage(const Bytes& bytes, std::int64_t begin,
                                        MpegFrame (*frame_at)(std::string_view));

}  // namespace melsift::audio
