#include "audio/trailer.h"

#include <algorithm>
#include <string>

#include "audio/byte_order.h"
#include "base/number.h"

namespace melsift::audio {
namespace {

constexpr std::string_view kApe = "APETAGEX";

// id3.org, ID3v1: 128 bytes; "TAG+", 227 bytes, precedes them.
std::int64_t id3v1_begin(const Bytes& bytes, std::int64_t end) {
  if (bytes.peek(end - 128, 3) != "TAG") return end;
  return bytes.peek(end - 128 - 227, 4) == "TAG+" ? end - 128 - 227 : end - 128;
}

// APEv2 specification: a footer of 32 bytes, whose size counts the items and the footer.  The flag
// for a header is not always right.
std::int64_t ape_begin(const Bytes& bytes, std::int64_t end) {
  const std::string footer = bytes.peek(end - 32, 32);
  if (footer.size() < 32 || !footer.starts_with(kApe)) return end;
  const auto size = static_cast<std::int64_t>(little_endian(footer, 12, 4));
  if (size < 32 || size > end) return end;
  const bool has_header = bytes.peek(end - size - 32, kApe.size()) == kApe;
  return end - size - (has_header ? 32 : 0);
}

// id3.org, Lyrics3 v2.00: "LYRICSBEGIN", fields, the size of both in 6 digits, "LYRICS200".
// Version 1: "LYRICSBEGIN", at most 5100 bytes, "LYRICSEND".
std::int64_t lyrics_begin(const Bytes& bytes, std::int64_t end) {
  constexpr std::string_view kBegin = "LYRICSBEGIN";
  constexpr std::int64_t kLongest = 5100 + 11 + 9;
  const std::string ending = bytes.peek(end - 15, 15);
  if (ending.ends_with("LYRICS200")) {
    const auto size = parse_integer(ending.substr(0, 6));
    const std::int64_t begin = end - 15 - size.value_or(0);
    if (size && *size > 0 && bytes.peek(begin, kBegin.size()) == kBegin) return begin;
  } else if (ending.ends_with("LYRICSEND")) {
    const std::int64_t from = std::max<std::int64_t>(0, end - kLongest);
    const std::string tag = bytes.peek(from, static_cast<std::size_t>(end - from));
    if (const std::size_t at = tag.rfind(kBegin); at != std::string::npos)
      return from + static_cast<std::int64_t>(at);
  }
  return end;
}

// ID3v2.4, section 3.4: the footer repeats the header, except for its first letters.
std::int64_t id3v2_begin(const Bytes& bytes, std::int64_t end) {
  std::string footer = bytes.peek(end - 10, 10);
  if (!footer.starts_with("3DI")) return end;
  footer.replace(0, 3, "ID3");
  const std::int64_t begin = end - id3_bytes(footer);
  return begin < end && bytes.peek(begin, 10) == footer ? begin : end;
}

}  // namespace

std::int64_t trailer_begin(const Bytes& bytes) {
  constexpr int kMaxTags = 64;
  std::int64_t end = bytes.size();
  for (int tags = 0; tags < kMaxTags; ++tags) {
    const std::int64_t before = end;
    for (const auto begin : {id3v1_begin, ape_begin, lyrics_begin, id3v2_begin})
      end = begin(bytes, end);
    if (end == before) break;
  }
  return end;
}

std::int64_t tag_bytes(std::string_view first) {
  if (first.starts_with("TAG")) return 128;
  if (first.starts_with(kApe) && first.size() >= 32)
    return 32 + static_cast<std::int64_t>(little_endian(first, 12, 4));
  return id3_bytes(first);
}

std::int64_t id3_bytes(std::string_view header) {
  if (header.size() < 10 || !header.starts_with("ID3")) return 0;
  std::int64_t size = 0;  // "synchsafe": seven bits per byte
  for (std::size_t i = 6; i < 10; ++i) {
    if ((header[i] & 0x80) != 0) return 0;
    size = size << 7 | header[i];
  }
  const bool has_footer = (header[5] & 0x10) != 0;
  return 10 + size + (has_footer ? 10 : 0);
}

}  // namespace melsift::audio
