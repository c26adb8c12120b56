#include "audio/mpeg_frames.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "audio/byte_order.h"

namespace melsift::audio {

MpegFrame mp3_frame(std::string_view header) {
  if (header.size() < 4) return {};
  const auto word = static_cast<std::uint32_t>(big_endian(header, 0, 4));
  const std::uint32_t version = word >> 19 & 3;  // 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5
  const std::uint32_t layer = 4 - (word >> 17 & 3);
  const std::uint32_t bitrate_index = word >> 12 & 15;
  const std::uint32_t rate_index = word >> 10 & 3;
  if (word >> 21 != 0x7FF || version == 1 || layer == 4 || bitrate_index == 15 || rate_index == 3)
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
  const int padding = static_cast<int>(word >> 9 & 1) * (layer == 1 ? 4 : 1);
  const bool is_short = layer == 3 && !mpeg1;
  MpegFrame frame;
  frame.is_free = bitrate_index == 0;
  frame.padding_bytes = padding;
  if (!frame.is_free) {
    frame.bytes =
        (layer == 1 ? 12 * bits / rate * 4 : (is_short ? 72 : 144) * bits / rate) + padding;
  }
  frame.channels = (word >> 6 & 3) == 3 ? 1 : 2;
  if (layer == 3)
    frame.side_bytes = mpeg1 ? (frame.channels == 1 ? 17 : 32) : (frame.channels == 1 ? 9 : 17);
  frame.samples = layer == 1 ? 384 : is_short ? 576 : 1152;
  frame.sample_rate = rate;
  frame.stream = word & 0xFFFE0C00U;  // version, layer and rate
  if (frame.is_free) frame.stream |= 0x1000U;
  return frame;
}

MpegFrame adts_frame(std::string_view header) {
  if (header.size() < 7) return {};
  constexpr std::array kRates = {96000, 88200, 64000, 48000, 44100, 32000, 24000,
                                 22050, 16000, 12000, 11025, 8000,  7350};
  const auto word = static_cast<std::uint32_t>(big_endian(header, 0, 4));
  const bool sync = word >> 20 == 0xFFF && (word >> 17 & 3) == 0;
  const std::uint32_t rate_index = word >> 10 & 15;
  const auto bytes = static_cast<int>(big_endian(header, 3, 3) >> 5 & 0x1FFF);
  if (!sync || rate_index >= kRates.size() || bytes < 7) return {};
  MpegFrame frame;
  frame.bytes = bytes;
  frame.samples = 1024 * (1 + (header[6] & 3));
  frame.sample_rate = kRates[rate_index];
  frame.stream = word & 0xFFFE3C00U;  // version, layer and rate
  return frame;
}

namespace {

// Reads bits, the most significant first.
class Bits {
 public:
  explicit Bits(std::string_view bytes) : bytes_(bytes) {}
  int take(int count) {
    int value = 0;
    for (; count > 0; --count, ++at_)
      value = value << 1 | (static_cast<unsigned char>(bytes_[at_ / 8]) >> (7 - at_ % 8) & 1);
    return value;
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace

// ISO 11172-3, 2.4.1.7; ISO 13818-3, 2.4.1.7.
bool has_plausible_sound(std::string_view frame, const MpegFrame& header) {
  const bool has_checksum = frame.size() > 1 && (frame[1] & 1) == 0;
  const std::size_t begin = has_checksum ? 6 : 4;
  const auto side = static_cast<std::size_t>(header.side_bytes);
  if (side == 0 || frame.size() < begin + side) return true;
  const bool mpeg1 = header.samples == 1152;
  const int channels = header.channels;
  Bits bits(frame.substr(begin, side));
  const int before = bits.take(mpeg1 ? 9 : 8);            // bytes of earlier frames that it uses
  bits.take(mpeg1 ? (channels == 1 ? 5 : 3) : channels);  // private
  if (mpeg1) bits.take(4 * channels);                     // which scale factors the granules share
  int used = 0;
  for (int granule = 0; granule < (mpeg1 ? 2 : 1) * channels; ++granule) {
    used += bits.take(12);
    if (bits.take(9) > 288) return false;  // pairs of values: a granule has 576
    bits.take(mpeg1 ? 12 : 17);            // gain, scale factors
    const bool has_window = bits.take(1) == 1;
    const int window = bits.take(2);
    if (has_window && window == 0) return false;  // reserved
    bits.take(mpeg1 ? 23 : 22);
  }
  return used <= 8 * (before + header.bytes - static_cast<int>(begin + side));
}

std::optional<MpegSummary> mpeg_summary(std::string_view frame, const MpegFrame& header) {
  const auto number = [&](std::size_t at) -> std::optional<std::int64_t> {
    if (frame.size() < at + 4) return std::nullopt;
    return static_cast<std::int64_t>(big_endian(frame, at, 4));
  };
  MpegSummary summary;
  if (frame.substr(std::min<std::size_t>(frame.size(), 36)).starts_with("VBRI")) {
    summary.bytes = number(46);
    summary.frames = number(50);
    return summary;
  }
  std::size_t at = 4 + static_cast<std::size_t>(header.side_bytes);
  const std::string_view tag = frame.substr(std::min(frame.size(), at));
  if (header.side_bytes == 0 || tag.size() < 8 ||
      !(tag.starts_with("Xing") || tag.starts_with("Info")))
    return std::nullopt;
  const int flags = tag[7];
  at += 8;
  if ((flags & 1) != 0) summary.frames = number(std::exchange(at, at + 4));
  if ((flags & 2) != 0) summary.bytes = number(std::exchange(at, at + 4));
  if ((flags & 4) != 0) at += 100;
  if ((flags & 8) != 0) at += 4;
  // LAME's extension: a name of 9 bytes, 12 other bytes, then two numbers of 12 bits.
  if (frame.size() >= at + 24 && frame[at] != '\0') {
    const auto delays = static_cast<int>(big_endian(frame, at + 21, 3));
    summary.delay = delays >> 12;
    summary.padding = delays & 0xFFF;
  }
  return summary;
}

namespace {

constexpr int kShortestFrame = 24;
constexpr int kLongestFree = 4096;  // 1.2 Mbit/s at 44.1 kHz; libmpg123 reads up to 3456 bytes

}  // namespace

int free_format_bytes(std::string_view bytes) {
  const MpegFrame first = mp3_frame(bytes);
  const auto continues = [&](std::size_t at) {
    return at < bytes.size() && mp3_frame(bytes.substr(at)).stream == first.stream;
  };
  if (!first.is_free) return 0;
  for (int length = kShortestFrame; length <= kLongestFree; ++length) {
    const auto second = static_cast<std::size_t>(length + first.padding_bytes);
    if (!continues(second)) continue;
    const int padding = mp3_frame(bytes.substr(second)).padding_bytes;
    if (continues(second + static_cast<std::size_t>(length + padding))) return length;
  }
  return 0;
}

bool begins_mp3(std::string_view bytes) {
  constexpr int kFrames = 4;
  const MpegFrame first = mp3_frame(bytes);
  if (!first.is_frame()) return false;
  const int free_bytes = first.is_free ? free_format_bytes(bytes) : 0;
  std::size_t at = 0;
  for (int frames = 0; frames < kFrames; ++frames) {
    const MpegFrame frame = at < bytes.size() ? mp3_frame(bytes.substr(at)) : MpegFrame{};
    const int length = frame.is_free ? free_bytes + frame.padding_bytes : frame.bytes;
    if (frame.stream != first.stream || length < kShortestFrame) return false;
    at += static_cast<std::size_t>(length);
  }
  return true;
}

std::optional<std::int64_t> first_mp3_frame(const Bytes& bytes, std::int64_t begin) {
  constexpr std::size_t kMaxNoise = 4096;
  const std::string start = bytes.peek(begin, kMaxNoise + kRowBytes);
  const std::string_view view = start;
  for (std::size_t at = 0; at < std::min(view.size(), kMaxNoise); ++at) {
    if (begins_mp3(view.substr(at))) return begin + static_cast<std::int64_t>(at);
  }
  return std::nullopt;
}

}  // namespace melsift::audio
