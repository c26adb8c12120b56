#include "audio/sound_hash.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "audio/byte_order.h"
#include "audio/chunks.h"
#include "audio/cursor.h"
#include "audio/ogg_pages.h"
#include "base/hash.h"

namespace melsift::audio {
namespace {

// RFC 9639, section 8: "fLaC", then blocks of one byte (128 in the last one) and a size of 3 bytes.
Pieces flac_pieces(const Bytes& bytes, const Extent& extent) {
  std::int64_t at = extent.begin + 4;
  for (bool is_last = false; !is_last;) {
    const std::string header = bytes.peek(at, 4);
    if (header.size() < 4) return {};
    is_last = (big_endian(header, 0, 1) & 0x80) != 0;
    at += 4 + static_cast<std::int64_t>(big_endian(header, 1, 3));
  }
  return {{at, extent.end, {}}};
}

// RFC 3533: the headers of a stream have the position 0.  Of a page only the content counts:
// programs that change the tags number all pages anew.
Pieces ogg_pieces(const Bytes& bytes, const Extent& extent) {
  constexpr std::size_t kMostHeader = 27 + 255;
  Pieces pieces;
  Window window(bytes);
  for (std::int64_t at = extent.begin; at < extent.end;) {
    const std::string_view header = window.at(at, kMostHeader);
    const auto page = ogg_page(header);
    if (!page) break;
    const std::int64_t end = at + static_cast<std::int64_t>(page->bytes);
    if (little_endian(header, 6, 8) != 0)
      append(pieces, at + static_cast<std::int64_t>(page->header_bytes), std::min(end, extent.end));
    at = end;
  }
  return pieces;
}

// ISO 14496-12: the contents of the boxes "mdat".
Pieces mpeg4_pieces(const Bytes& bytes, const Extent& extent) {
  Pieces pieces;
  for (std::int64_t at = extent.begin; at + 8 <= extent.end;) {
    const std::string header = bytes.peek(at, 16);
    std::uint64_t size = big_endian(header, 0, 4);
    std::int64_t content = at + 8;
    if (size == 1 && header.size() == 16) {
      size = big_endian(header, 8, 8);
      content += 8;
    }
    const auto room = static_cast<std::uint64_t>(extent.end - at);
    const std::int64_t end =
        size == 0 || size > room ? extent.end : at + static_cast<std::int64_t>(size);
    if (end < content) break;
    if (header.substr(4, 4) == "mdat") append(pieces, content, end);
    at = end;
  }
  return pieces;
}

// ASF specification 1.2, sections 2 and 5: objects of a GUID and a size; the data object has 26
// more bytes before its packets.
Pieces asf_pieces(const Bytes& bytes, const Extent& extent) {
  constexpr std::string_view kData(
      "\x36\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9\x00\xAA\x00\x62\xCE\x6C", 16);
  constexpr std::int64_t kHeader = 24, kBeforePackets = 26;
  for (std::int64_t at = extent.begin; at + kHeader <= extent.end;) {
    const std::string header = bytes.peek(at, kHeader);
    const std::uint64_t size = little_endian(header, 16, 8);
    const auto room = static_cast<std::uint64_t>(extent.end - at);
    const std::int64_t end = size > room ? extent.end : at + static_cast<std::int64_t>(size);
    if (header.starts_with(kData)) return {{at + kHeader + kBeforePackets, end, {}}};
    if (size < static_cast<std::uint64_t>(kHeader)) break;
    at = end;
  }
  return {};
}

Pieces sound_pieces(const Bytes& bytes, const Extent& extent) {
  switch (extent.container) {
    case Container::mp3:
    case Container::aac:
    case Container::monkeys:
    case Container::musepack:
    case Container::wavpack:
      return {{extent.begin, extent.end, {}}};
    case Container::wav:
    case Container::au:
    case Container::aiff:
    case Container::caf:
    case Container::wave64: {
      const ChunkList chunks = read_chunks(bytes, extent);
      return {{chunks.begin, chunks.end, {}}};
    }
    case Container::flac:
      return flac_pieces(bytes, extent);
    case Container::ogg:
      return ogg_pieces(bytes, extent);
    case Container::mpeg4:
      return mpeg4_pieces(bytes, extent);
    case Container::asf:
      return asf_pieces(bytes, extent);
    case Container::matroska:
    case Container::unknown:
      break;
  }
  return {};
}

}  // namespace

std::optional<std::uint64_t> sound_hash(const Bytes& bytes, const Extent& extent) {
  constexpr std::int64_t kBlock = std::int64_t{1} << 18;
  std::vector<char> block(
      static_cast<std::size_t>(std::clamp<std::int64_t>(bytes.size(), 1, kBlock)));
  std::uint64_t sum = kHashBegin;
  bool has_sound = false;
  for (const Piece& piece : sound_pieces(bytes, extent)) {
    for (std::int64_t at = piece.begin; at < piece.end;) {
      const auto wanted = std::min<std::int64_t>(piece.end - at, std::ssize(block));
      const std::size_t size = bytes.read_at(at, {block.data(), static_cast<std::size_t>(wanted)});
      if (size == 0) break;
      sum = hash({block.data(), size}, sum);
      has_sound = true;
      at += static_cast<std::int64_t>(size);
    }
  }
  return has_sound ? std::optional(sum) : std::nullopt;
}

}  // namespace melsift::audio
