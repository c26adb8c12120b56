#include "audio/mpeg_frames.h"

#include <algorithm>
#include <array>

#include "audio/byte_order.h"
#include "audio/cursor.h"
#include "audio/damage.h"

namespace melsift::audio {

MpegFrame mp3_frame(std::string_view header) {
  if (header.size() < 4) return {};
  const auto word = static_cast<std::uint32_t>(big_endian(header, 0, 4));
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
  MpegFrame frame;
  if (layer == 1) {
    frame.bytes = (12 * bits / rate + padding) * 4;
  } else {
    frame.bytes = (layer == 3 && !mpeg1 ? 72 : 144) * bits / rate + padding;
  }
  const bool mono = (word >> 6 & 3) == 3;
  frame.side_bytes = mpeg1 ? (mono ? 17 : 32) : (mono ? 9 : 17);
  frame.stream = word & 0xFFFE0C00U;  // version, layer and rate
  return frame;
}

MpegFrame adts_frame(std::string_view header) {
  if (header.size() < 7) return {};
  const auto word = static_cast<std::uint32_t>(big_endian(header, 0, 4));
  const bool sync = word >> 20 == 0xFFF && (word >> 17 & 3) == 0;
  const std::uint32_t rate_index = word >> 10 & 15;
  const auto bytes = static_cast<int>(big_endian(header, 3, 3) >> 5 & 0x1FFF);
  if (!sync || rate_index > 12 || bytes < 7) return {};
  return {bytes, 0, word & 0xFFFE3C00U};  // version, layer and rate
}

std::int64_t id3_bytes(std::string_view header) {
  if (header.size() < 10 || !header.starts_with("ID3")) return 0;
  std::int64_t size = 0;  // "synchsafe": seven bits a byte
  for (std::size_t i = 6; i < 10; ++i) {
    if ((header[i] & 0x80) != 0) return 0;
    size = size << 7 | header[i];
  }
  const bool has_footer = (header[5] & 0x10) != 0;
  return 10 + size + (has_footer ? 10 : 0);
}

namespace {

// What decoders step over without a word.  More of it is sound that is missing.
constexpr std::int64_t kMostNoise = 4096;

// The length of a tag between frames (ID3v2, APEv2 with its header, ID3v1), 0 where there is none.
std::int64_t tag_bytes(std::string_view bytes) {
  if (bytes.starts_with("TAG")) return 128;
  if (bytes.starts_with("APETAGEX") && bytes.size() >= 32)
    return 32 + static_cast<std::int64_t>(little_endian(bytes, 12, 4));
  return id3_bytes(bytes);
}

// Where the sound ends: before an ID3v1 tag (128 bytes, "TAG") and an APE tag.
std::int64_t sound_end(const Bytes& bytes) {
  std::int64_t end = bytes.size();
  if (end >= 128 && bytes.peek(end - 128, 3) == "TAG") end -= 128;
  const std::string footer = end >= 32 ? bytes.peek(end - 32, 32) : "";
  if (footer.starts_with("APETAGEX")) {
    const bool has_header = (footer[23] & 0x80) != 0;
    end -= static_cast<std::int64_t>(little_endian(footer, 12, 4)) + (has_header ? 32 : 0);
  }
  return end;
}

// The bytes of sound that a Xing or Info tag in the stream's first frame promises.
std::optional<std::int64_t> xing_bytes(std::string_view frame, int side_bytes) {
  if (frame.size() < static_cast<std::size_t>(side_bytes) + 20) return std::nullopt;
  const std::string_view tag = frame.substr(static_cast<std::size_t>(side_bytes) + 4, 16);
  const bool is_tag = tag.starts_with("Xing") || tag.starts_with("Info");
  if (!is_tag || (tag[7] & 3) != 3) return std::nullopt;
  return static_cast<std::int64_t>(big_endian(tag, 12, 4));
}

}  // namespace

std::optional<std::int64_t> first_mp3_frame(const Bytes& bytes, std::int64_t begin) {
  const std::string start = bytes.peek(begin, 16384);  // four frames behind the noise
  const std::string_view view = start;
  const auto last = std::min(view.size(), static_cast<std::size_t>(kMostNoise));
  for (std::size_t at = 0; at < last; ++at) {
    const std::uint32_t stream = mp3_frame(view.substr(at)).stream;
    std::size_t next = at;
    int frames = 0;
    for (; frames < 4 && next < view.size(); ++frames) {
      const MpegFrame frame = mp3_frame(view.substr(next));
      if (frame.bytes == 0 || frame.stream != stream) break;
      next += static_cast<std::size_t>(frame.bytes);
    }
    if (frames == 4) return begin + static_cast<std::int64_t>(at);
  }
  return std::nullopt;
}

std::optional<std::string> frame_damage(const Bytes& bytes, std::int64_t begin,
                                        MpegFrame (*frame_at)(std::string_view)) {
  const std::int64_t end = sound_end(bytes);
  Window window(bytes);
  std::uint32_t stream = 0;
  std::int64_t noise = 0;
  for (std::int64_t at = begin; at + 4 <= end;) {
    const std::string_view here = window.at(at, 64);
    const MpegFrame frame = frame_at(here);
    if (frame.bytes > 0 && (stream == 0 || frame.stream == stream)) {
      if (stream == 0) {
        // One frame of slack: encoders disagree on whether the tag's own frame counts.
        const auto promised = xing_bytes(here, frame.side_bytes);
        if (promised && end - at + 2 * frame.bytes < *promised)
          return truncated(end - at, *promised);
      }
      if (at + frame.bytes > end && noise == 0) return "truncated: its last frame is cut";
      stream = frame.stream;
      noise = 0;
      at += frame.bytes;
    } else if (const std::int64_t tag = tag_bytes(here); tag > 0 && at + tag <= bytes.size()) {
      at += tag;
    } else {
      if (here[0] != 0) ++noise;
      if (noise > kMostNoise)
        return "damaged: no frame of sound in " + std::to_string(noise) + " bytes before byte " +
               std::to_string(at);
      ++at;
    }
  }
  return std::nullopt;
}

}  // namespace melsift::audio
