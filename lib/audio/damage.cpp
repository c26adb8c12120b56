#include "audio/damage.h"

#include <algorithm>
#include <string_view>

#include "audio/cursor.h"
#include "audio/frame_scanner.h"

namespace melsift::audio {

std::string truncated(std::int64_t have, std::int64_t promised) {
  return "truncated: " + std::to_string(std::max<std::int64_t>(have, 0)) + " of " +
         std::to_string(promised) + " bytes of sound";
}

std::string two_in_one(std::int64_t second) {
  return "contains a second file, from byte " + std::to_string(second);
}

namespace {

// Decoders stop at the number of samples in the first file's header.
std::optional<std::string> second_flac(const Bytes& bytes, const Extent& extent) {
  // The magic, and the header of the block that comes first (RFC 9639, 8.1 and 8.2).
  constexpr std::string_view kStart("fLaC\0\0\0\x22", 8);
  constexpr std::size_t kBlock = 1 << 17;
  Window window(bytes);
  for (std::int64_t at = extent.begin + 1; at < extent.end;
       at += static_cast<std::int64_t>(kBlock - kStart.size())) {
    const std::size_t found = window.at(at, kBlock).find(kStart);
    if (found != std::string_view::npos) return two_in_one(at + static_cast<std::int64_t>(found));
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> damage(const Bytes& bytes, const Extent& extent) {
  if (extent.wrapper) {
    Extent wrapper{extent.wrapper->container, extent.wrapper->begin, extent.end, {}};
    if (auto reason = chunk_damage(bytes, wrapper)) return reason;
  }
  switch (extent.container) {
    case Container::wav:
    case Container::au:
    case Container::aiff:
    case Container::caf:
    case Container::wave64:
      return chunk_damage(bytes, extent);
    case Container::flac:
      return second_flac(bytes, extent);
    case Container::ogg:
      return page_damage(bytes, extent);
    case Container::mp3:
    case Container::aac:
      return frame_damage(bytes, extent);
    case Container::mpeg4:
    case Container::asf:
    case Container::matroska:
      return box_damage(bytes, extent);
    default:
      return std::nullopt;
  }
}

}  // namespace melsift::audio
