#include "audio/damage.h"

#include <algorithm>
#include <string_view>

#include "audio/cursor.h"
#include "audio/frame_scanner.h"
#include "audio/trailer.h"

namespace melsift::audio {

std::string truncated(std::int64_t have, std::int64_t promised) {
  return "truncated: " + std::to_string(std::max<std::int64_t>(have, 0)) + " of " +
         std::to_string(promised) + " bytes of sound";
}

std::string two_in_one(std::int64_t second) {
  return "contains a second file, from byte " + std::to_string(second);
}

std::optional<std::string> second_file(const Bytes& bytes, std::int64_t at) {
  constexpr int kMostTags = 64;
  std::int64_t begin = at;
  for (int tags = 0; tags < kMostTags; ++tags) begin += id3_bytes(bytes.peek(begin, 10));
  const std::string first = bytes.peek(begin, kRowBytes);
  const Container container = container_of(first);
  // The few bits that begin an AAC frame, or one MP3 frame, are no proof.
  const bool is_file = container == Container::mp3
                           ? begins_mp3(first)
                           : container != Container::unknown && container != Container::aac;
  return is_file ? std::optional(two_in_one(at)) : std::nullopt;
}

namespace {

// For kinds whose end no header tells: decoders stop at the number of samples that the first file's
// header promises.  `start` begins every file of the kind.
std::optional<std::string> file_again(const Bytes& bytes, const Extent& extent,
                                      std::string_view start) {
  constexpr std::size_t kBlock = 1 << 17;
  Window window(bytes);
  for (std::int64_t at = extent.begin + 1; at < extent.end;
       at += static_cast<std::int64_t>(kBlock - start.size())) {
    const std::size_t found = window.at(at, kBlock).find(start);
    if (found != std::string_view::npos) return two_in_one(at + static_cast<std::int64_t>(found));
  }
  return std::nullopt;
}

// Of kinds that only the decoders know, such as TTA and VOC, if their name is text.
std::optional<std::string> unknown_again(const Bytes& bytes, const Extent& extent) {
  constexpr std::size_t kName = 4, kStart = 8;
  const std::string start = bytes.peek(extent.begin, kStart);
  if (start.size() < kStart || !std::all_of(start.begin(), start.begin() + kName,
                                            [](unsigned char c) { return c > ' ' && c < 0x7F; }))
    return std::nullopt;
  return file_again(bytes, extent, start);
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
      // The magic, and the header of the block that comes first (RFC 9639, 8.1 and 8.2).
      return file_again(bytes, extent, std::string_view("fLaC\0\0\0\x22", 8));
    case Container::ogg:
      return page_damage(bytes, extent);
    case Container::mp3:
    case Container::aac:
      return frame_damage(bytes, extent);
    case Container::mpeg4:
    case Container::asf:
    case Container::matroska:
      return box_damage(bytes, extent);
    case Container::unknown:
      return unknown_again(bytes, extent);
    default:
      return std::nullopt;
  }
}

}  // namespace melsift::audio
