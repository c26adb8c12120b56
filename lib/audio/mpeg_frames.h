// The frame headers of MP3 files and of AAC files without a container.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "audio/bytes.h"

namespace melsift::audio {

struct MpegFrame {
  int bytes = 0;             // length including the header; 0 if unknown, or if this is not a frame
  int padding_bytes = 0;     // of a frame of free format: its length is otherwise unknown
  int side_bytes = 0;        // MP3: side information between the header and a Xing tag
  int channels = 0;          // MP3: 1 or 2
  int samples = 0;           // per channel
  int sample_rate = 0;       // Hz; 0 if this is not a frame
  std::uint32_t stream = 0;  // the same for all frames of a stream
  bool is_free = false;      // MP3 of free format: no table has its bit rate

  bool is_frame() const { return sample_rate > 0; }
};

// ISO 11172-3 (MPEG-1) and 13818-3 (MPEG-2, 2.5), layers I to III.
MpegFrame mp3_frame(std::string_view first_bytes);
// ISO 13818-7, ADTS.
MpegFrame adts_frame(std::string_view first_bytes);

// Whether the side information of this frame of layer III is possible: it refers to no more bits
// than the frame and the 511 bytes before it contain.  True for other layers, and if `frame` ends
// before the side information.
bool has_plausible_sound(std::string_view frame, const MpegFrame& header);

// The summary of all frames in the tag of an MP3's first frame (Xing, Info, VBRI; LAME's delays).
struct MpegSummary {
  std::optional<std::int64_t>
      frames;  // without the frame of the tag, which some programs count, too
  std::optional<std::int64_t> bytes;
  int delay = 0;    // samples that the encoder put before the sound ...
  int padding = 0;  // ... and after it; players leave them out
};
std::optional<MpegSummary> mpeg_summary(std::string_view frame, const MpegFrame& header);

// Whether these bytes (kRowBytes are enough) begin four frames of an MP3 that follow each other.
bool begins_mp3(std::string_view bytes);
inline constexpr std::size_t kRowBytes = 1 << 14;

// The offset, within 4096 bytes from `begin` on, at which four frames of an MP3 follow each other.
// Files that were cut at the front, or whose tags have a wrong length, begin with noise.
std::optional<std::int64_t> first_mp3_frame(const Bytes& bytes, std::int64_t begin);

// The length of a frame of free format without its padding, found from the two frames that follow
// the frame at the start of `bytes`; 0 if there are none.
int free_format_bytes(std::string_view bytes);

}  // namespace melsift::audio
