#include <algorithm>
#include <limits>
#include <string_view>

#include "audio/byte_order.h"
#include "audio/damage.h"

namespace melsift::audio {
namespace {

// How a container writes its list of chunks.
struct Layout {
  std::string_view sound;  // begins the name of the chunk that holds the samples
  std::int64_t first;      // offset of the first chunk
  std::size_t name_bytes;  // then comes the size ...
  std::size_t size_bytes;  // ... of this many bytes ...
  bool is_big_endian;
  bool counts_header;      // ... and whether the size includes these two
  std::int64_t alignment;  // of the next chunk
};
constexpr Layout kRiff = {"data", 12, 4, 4, false, false, 2};
constexpr Layout kRifx = {"data", 12, 4, 4, true, false, 2};
constexpr Layout kAiff = {"SSND", 12, 4, 4, true, false, 2};
constexpr Layout kCaf = {"data", 8, 4, 8, true, false, 1};
constexpr Layout kWave64 = {"data", 40, 16, 8, false, true, 8};

// What programs write that don't know the size yet: 0, all ones (also of a signed number), and
// these less a header of up to 4 KiB.
bool is_unknown(std::uint64_t size, std::size_t size_bytes) {
  const std::uint64_t most = std::numeric_limits<std::uint64_t>::max() >> (64 - 8 * size_bytes);
  return size == 0 || (size <= most / 2 && size > most / 2 - 4096) || size > most - 4096;
}

// RF64 (EBU Tech 3306): the first chunk, "ds64", holds the 64-bit size of the chunk "data".
std::optional<std::uint64_t> rf64_size(const Bytes& bytes, std::int64_t begin) {
  const std::string chunk = bytes.peek(begin + 12, 24);
  if (chunk.size() < 24 || !chunk.starts_with("ds64")) return std::nullopt;
  return little_endian(chunk, 16, 8);
}

std::optional<std::string> list_damage(const Bytes& bytes, std::int64_t begin, const Layout& layout,
                                       std::optional<std::uint64_t> size_of_sound) {
  constexpr int kMostChunks = 10000;
  const std::size_t header_bytes = layout.name_bytes + layout.size_bytes;
  std::int64_t at = begin + layout.first;
  for (int chunks = 0; chunks < kMostChunks; ++chunks) {
    const std::string header = bytes.peek(at, header_bytes);
    if (header.size() < header_bytes) return "truncated before its samples";
    const bool is_sound = header.starts_with(layout.sound);
    std::uint64_t size = (layout.is_big_endian ? big_endian : little_endian)(
        header, layout.name_bytes, layout.size_bytes);
    if (is_sound && size_of_sound) {
      size = *size_of_sound;
      if (is_unknown(size, 8)) return std::nullopt;
    } else if (is_sound && is_unknown(size, layout.size_bytes)) {
      return std::nullopt;
    }
    if (layout.counts_header) size -= std::min<std::uint64_t>(size, header_bytes);
    const std::int64_t have = bytes.size() - at - static_cast<std::int64_t>(header_bytes);
    if (size > static_cast<std::uint64_t>(have)) {
      if (!is_sound) return "truncated before its samples";
      return truncated(have, static_cast<std::int64_t>(std::min<std::uint64_t>(
                                 size, std::numeric_limits<std::int64_t>::max())));
    }
    if (is_sound) return std::nullopt;
    at += static_cast<std::int64_t>(header_bytes + size);
    at += (begin - at) & (layout.alignment - 1);
  }
  return "has more than " + std::to_string(kMostChunks) + " chunks";
}

// AU: magic, offset of the samples, their size in bytes.
std::optional<std::string> au_damage(const Bytes& bytes, std::int64_t begin) {
  const std::string header = bytes.peek(begin, 24);
  if (header.size() < 24) return "truncated in its header";
  const auto offset = static_cast<std::int64_t>(big_endian(header, 4, 4));
  const std::uint64_t size = big_endian(header, 8, 4);
  if (is_unknown(size, 4)) return std::nullopt;
  const std::int64_t have = bytes.size() - begin;
  // Encoders are known to count the header in; a file that lacks no more than that is whole.
  if (have >= static_cast<std::int64_t>(size) && have > offset) return std::nullopt;
  return truncated(have - offset, static_cast<std::int64_t>(size));
}

}  // namespace

std::optional<std::string> chunk_damage(const Bytes& bytes, const Beginning& beginning) {
  const std::int64_t begin = beginning.offset;
  switch (beginning.container) {
    case Container::au:
      return au_damage(bytes, begin);
    case Container::aiff:
      return list_damage(bytes, begin, kAiff, std::nullopt);
    case Container::caf:
      return list_damage(bytes, begin, kCaf, std::nullopt);
    case Container::wave64:
      return list_damage(bytes, begin, kWave64, std::nullopt);
    default:
      break;
  }
  const std::string magic = bytes.peek(begin, 4);
  if (magic == "RIFX") return list_damage(bytes, begin, kRifx, std::nullopt);
  return list_damage(bytes, begin, kRiff, magic == "RF64" ? rf64_size(bytes, begin) : std::nullopt);
}

}  // namespace melsift::audio
