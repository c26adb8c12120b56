#include "audio/length.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "audio/chunks.h"
#include "audio/decoder.h"
#include "audio/frame_scanner.h"
#include "audio/mpeg_frames.h"

namespace melsift::audio {
namespace {

// The number of samples according to the summary, if the summary fits the file: if the file was cut
// or joined later, its size differs.
std::optional<std::int64_t> samples_by_summary(const Bytes& bytes, const Extent& extent,
                                               const MpegFrame& first) {
  const auto summary =
      mpeg_summary(bytes.peek(extent.begin, static_cast<std::size_t>(first.bytes)), first);
  if (!summary || !summary->frames || !summary->bytes) return std::nullopt;
  const std::int64_t difference = std::min(std::abs(extent.end - extent.begin - *summary->bytes),
                                           std::abs(bytes.size() - extent.begin - *summary->bytes));
  if (difference > 2 * first.bytes) return std::nullopt;
  return *summary->frames * first.samples - summary->delay - summary->padding;
}

std::optional<Length> mp3_length(const Bytes& bytes, const Extent& extent) {
  const MpegFrame first = mp3_frame(bytes.peek(extent.begin, 64));
  if (!first.is_frame()) return std::nullopt;
  auto samples = samples_by_summary(bytes, extent, first);
  if (!samples) {
    FrameScanner scanner(bytes, extent);
    scanner.finish();
    const auto& summary = scanner.summary();
    samples = scanner.samples() - (summary ? summary->delay + summary->padding : 0);
  }
  if (*samples <= 0) return std::nullopt;
  return Length{static_cast<double>(*samples) / first.sample_rate, first.sample_rate};
}

}  // namespace

std::optional<Length> length_of(const Bytes& bytes, const Extent& extent) {
  if (extent.container == Container::mp3) return mp3_length(bytes, extent);
  if (extent.container == Container::aac) {
    FrameScanner scanner(bytes, extent);
    scanner.finish();
    if (scanner.samples() <= 0) return std::nullopt;
    return Length{static_cast<double>(scanner.samples()) / scanner.first().sample_rate, 0};
  }
  if (!is_chunked(extent.container) && extent.container != Container::flac &&
      extent.container != Container::ogg)
    return std::nullopt;
  const Format format = open_decoder(bytes, extent)->format();
  if (format.frames <= 0) return std::nullopt;
  return Length{static_cast<double>(format.frames) / format.sample_rate, format.sample_rate};
}

}  // namespace melsift::audio
