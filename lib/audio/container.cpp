#include "audio/container.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace melsift::audio {
namespace {

std::uint32_t byte_at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

std::uint32_t little_endian32(std::string_view text, std::size_t at) {
  return byte_at(text, at) | byte_at(text, at + 1) << 8 | byte_at(text, at + 2) << 16 |
         byte_at(text, at + 3) << 24;
}

std::uint32_t big_endian32(std::string_view text, std::size_t at) {
  return byte_at(text, at) << 24 | byte_at(text, at + 1) << 16 | byte_at(text, at + 2) << 8 |
         byte_at(text, at + 3);
}

// Sizes from here on are what programs write that don't know the size yet (0xFFFFFFFF, 0x7FFFFFFF
// and these less a header).
constexpr std::uint32_t kUnknownSize = 0x7FFFF000U;

std::string truncated_message(std::int64_t have, std::int64_t promised) {
  return "truncated: " + std::to_string(std::max<std::int64_t>(have, 0)) + " of " +
         std::to_string(promised) + " bytes of sound are there";
}

// RIFF and AIFF: a list of chunks, each with a four-letter name and a size; `sound` is the one
// that holds the samples.
std::optional<std::string> chunk_truncation(const Bytes& bytes, std::string_view sound,
                                            std::uint32_t (*read_size)(std::string_view,
                                                                       std::size_t)) {
  std::int64_t at = 12;
  for (int chunks = 0; chunks < 1000; ++chunks) {
    const std::string header = bytes.peek(at, 8);
    if (header.size() < 8) return "truncated before its samples";
    const std::uint32_t size = read_size(header, 4);
    if (header.starts_with(sound)) {
      if (size >= kUnknownSize || size == 0) return std::nullopt;
      const std::int64_t have = bytes.size() - at - 8;
      if (have >= size) return std::nullopt;
      return truncated_message(have, size);
    }
    at += 8 + static_cast<std::int64_t>(size) + (size & 1);
  }
  return std::nullopt;
}

std::optional<std::string> au_truncation(const Bytes& bytes) {
  const std::string header = bytes.peek(0, 24);
  if (header.size() < 24) return "truncated in its header";
  const std::int64_t offset = big_endian32(header, 4);
  const std::uint32_t size = big_endian32(header, 8);
  if (size >= kUnknownSize || size == 0) return std::nullopt;
  const std::int64_t have = bytes.size() - offset;
  // Encoders are known to count the header in; a file that lacks no more than that is whole.
  if (have + offset >= size) return std::nullopt;
  return truncated_message(have, size);
}

// Ogg (RFC 3533): the last page must be complete and carry the end-of-stream flag.
std::optional<std::string> ogg_truncation(const Bytes& bytes) {
  constexpr std::int64_t kTail = 1 << 17;  // a page has at most 65,307 bytes
  const std::int64_t begin = std::max<std::int64_t>(0, bytes.size() - kTail);
  const std::string tail = bytes.peek(begin, static_cast<std::size_t>(kTail));
  for (std::size_t at = tail.rfind("OggS"); at != std::string::npos;
       at = at ? tail.rfind("OggS", at - 1) : at) {
    if (at == 0 && begin == 0 && tail.size() < 28) break;
    if (at + 27 > tail.size()) return "truncated: its last Ogg page is cut";
    if (tail[at + 4] != 0) continue;  // not a page: version is always 0
    const std::size_t segments = byte_at(tail, at + 26);
    std::size_t end = at + 27 + segments;
    if (end > tail.size()) return "truncated: its last Ogg page is cut";
    for (std::size_t i = 0; i < segments; ++i) end += byte_at(tail, at + 27 + i);
    if (end > tail.size()) return "truncated: its last Ogg page is cut";
    if ((byte_at(tail, at + 5) & 4U) == 0) return "truncated: its Ogg stream has no end";
    return std::nullopt;
  }
  return "truncated: no whole Ogg page";
}

struct Mp3Frame {
  int bytes = 0;       // length with its header; 0 where the four bytes are no frame header
  int side_bytes = 0;  // side information between the header and a Xing tag
};

// ISO 11172-3 (MPEG-1) and 13818-3 (MPEG-2, 2.5), layers I to III.
Mp3Frame mp3_frame(std::string_view header) {
  if (header.size() < 4) return {};
  const std::uint32_t word = big_endian32(header, 0);
  const std::uint32_t version = word >> 19 & 3;  // 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5
  const std::uint32_t layer = 4 - (word >> 17 & 3);
  const std::uint32_t bitrate_index = word >> 12 & 15;
  const std::uint32_t rate_index = word >> 10 & 3;
  if (word >> 21 != 0x7FF || version == 1 || layer == 4 || bitrate_index == 0 ||
      bitrate_index == 15 || rate_index == 3)
    return {};
  constexpr std::array<std::array<int, 16>, 5> kKilobits = {{
      {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},  // MPEG-1 I
      {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},     // MPEG-1 II
      {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},      // MPEG-1 III
      {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},     // MPEG-2 I
      {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},          // MPEG-2 II, III
  }};
  constexpr std::array<int, 3> kRates = {44100, 48000, 32000};
  const bool mpeg1 = version == 3;
  const std::size_t row = mpeg1 ? layer - 1 : layer == 1 ? 3 : 4;
  const int bits = kKilobits[row][bitrate_index] * 1000;
  const int rate = kRates[rate_index] >> (mpeg1 ? 0 : version == 2 ? 1 : 2);
  const int padding = static_cast<int>(word >> 9 & 1);
  Mp3Frame frame;
  if (layer == 1) {
    frame.bytes = (12 * bits / rate + padding) * 4;
  } else {
    frame.bytes = (layer == 3 && !mpeg1 ? 72 : 144) * bits / rate + padding;
  }
  const bool mono = (word >> 6 & 3) == 3;
  frame.side_bytes = mpeg1 ? (mono ? 17 : 32) : (mono ? 9 : 17);
  return frame;
}

std::int64_t id3_bytes(std::string_view header) {
  if (header.size() < 10 || !header.starts_with("ID3")) return 0;
  return 10 + (static_cast<std::int64_t>(byte_at(header, 6) & 127) << 21 |
               (byte_at(header, 7) & 127) << 14 | (byte_at(header, 8) & 127) << 7 |
               (byte_at(header, 9) & 127));
}

// Where the sound of an MP3 ends: before an ID3v1 tag (128 bytes, "TAG") and an APE tag.
std::int64_t mp3_sound_end(const Bytes& bytes) {
  std::int64_t end = bytes.size();
  if (end >= 128 && bytes.peek(end - 128, 3) == "TAG") end -= 128;
  const std::string footer = end >= 32 ? bytes.peek(end - 32, 32) : "";
  if (footer.starts_with("APETAGEX")) {
    const bool has_header = (byte_at(footer, 23) & 0x80U) != 0;
    end -= static_cast<std::int64_t>(little_endian32(footer, 12)) + (has_header ? 32 : 0);
  }
  return end;
}

std::optional<std::string> mp3_truncation(const Bytes& bytes) {
  std::int64_t at = id3_bytes(bytes.peek(0, 10));
  if (at >= bytes.size()) return "truncated in its ID3 tag";
  const std::int64_t end = mp3_sound_end(bytes);
  constexpr std::size_t kWindow = 1 << 16;
  std::string window;
  std::int64_t window_begin = 0;
  const auto view = [&](std::int64_t from, std::size_t count) {
    if (from < window_begin || from + static_cast<std::int64_t>(count) >
                                   window_begin + static_cast<std::int64_t>(window.size())) {
      window = bytes.peek(from, kWindow);
      window_begin = from;
    }
    return std::string_view(window).substr(static_cast<std::size_t>(from - window_begin), count);
  };
  bool first = true;
  while (at + 4 <= end) {
    const Mp3Frame frame = mp3_frame(view(at, 4));
    if (frame.bytes == 0) {  // padding, a tag in between, or noise: the decoder resynchronises too
      ++at;
      continue;
    }
    if (first) {
      first = false;
      const std::string_view tag = view(at + 4 + frame.side_bytes, 16);
      const bool has_sizes =
          tag.size() == 16 && (tag.starts_with("Xing") || tag.starts_with("Info"));
      if (has_sizes && (byte_at(tag, 7) & 3U) == 3U) {
        const std::int64_t promised = big_endian32(tag, 12);
        // One frame of slack: encoders disagree on whether the tag's own frame counts.
        if (end - at + 2 * frame.bytes < promised) return truncated_message(end - at, promised);
        return std::nullopt;
      }
    }
    if (at + frame.bytes > end) return "truncated: its last MP3 frame is cut";
    at += frame.bytes;
  }
  return std::nullopt;
}

bool mp3_sync(std::string_view bytes) {
  return mp3_frame(bytes.substr(0, 4)).bytes > 0;
}

}  // namespace

bool looks_like_audio(std::string_view first) {
  constexpr std::array<std::string_view, 11> kMagic = {"RIFF",
                                                       "RIFX",
                                                       "RF64",
                                                       ".snd",
                                                       "FORM",
                                                       "caff",
                                                       "fLaC",
                                                       "OggS",
                                                       "ID3",
                                                       "riff",
                                                       "\x1A\x45\xDF\xA3"};
  const auto begins = [&](std::string_view magic) { return first.starts_with(magic); };
  return std::any_of(kMagic.begin(), kMagic.end(), begins) || mp3_sync(first) ||
         first.substr(0, 8).ends_with("ftyp") ||
         first.starts_with("\x30\x26\xB2\x75\x8E\x66\xCF\x11");
}

std::optional<std::string> truncation(const Bytes& bytes) {
  const std::string first = bytes.peek(0, 12);
  if (first.starts_with("RIFF")) return chunk_truncation(bytes, "data", little_endian32);
  if (first.starts_with("RIFX")) return chunk_truncation(bytes, "data", big_endian32);
  if (first.starts_with("FORM")) return chunk_truncation(bytes, "SSND", big_endian32);
  if (first.starts_with(".snd")) return au_truncation(bytes);
  if (first.starts_with("OggS")) return ogg_truncation(bytes);
  if (first.starts_with("ID3") || mp3_sync(first)) return mp3_truncation(bytes);
  return std::nullopt;
}

}  // namespace melsift::audio
