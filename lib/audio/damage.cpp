#include "audio/damage.h"

#include <algorithm>

#include "audio/mpeg_frames.h"

namespace melsift::audio {

std::string truncated(std::int64_t have, std::int64_t promised) {
  return "truncated: " + std::to_string(std::max<std::int64_t>(have, 0)) + " of " +
         std::to_string(promised) + " bytes of sound are there";
}

std::optional<std::string> damage(const Bytes& bytes, const Beginning& beginning) {
  switch (beginning.container) {
    case Container::wav:
    case Container::au:
    case Container::aiff:
    case Container::caf:
    case Container::wave64:
      return chunk_damage(bytes, beginning);
    case Container::ogg:
      return page_damage(bytes, beginning.offset);
    case Container::mp3:
      return frame_damage(bytes, beginning.offset, mp3_frame);
    case Container::aac:
      return frame_damage(bytes, beginning.offset, adts_frame);
    case Container::mpeg4:
    case Container::asf:
    case Container::matroska:
      return box_damage(bytes, beginning);
    default:
      return std::nullopt;
  }
}

}  // namespace melsift::audio
