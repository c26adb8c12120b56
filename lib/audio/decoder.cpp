#include "audio/decoder.h"

#include <algorithm>
#include <string>

#include "audio/chunks.h"
#include "audio/ogg_pages.h"
#include "base/error.h"
#include "base/number.h"

namespace melsift::audio {

std::string seconds(double value) {
  return to_fixed(value, 1) + " s";
}

std::int64_t Decoder::read(std::span<float> interleaved) {
  const std::int64_t frames = decode(interleaved);
  cursor_.check();
  position_ += frames;
  if (frames == 0 && position_ < format_.promised)
    throw Error(ErrorKind::corrupt, bytes_.name(),
                "truncated or damaged: decoding ends after " +
                    seconds(static_cast<double>(position_) / format_.sample_rate) + " of " +
                    seconds(static_cast<double>(format_.frames) / format_.sample_rate));
  return frames;
}

bool Decoder::seek(std::int64_t frame) {
  if (!jump(frame)) return false;
  position_ = frame;
  return true;
}

void Decoder::fail(std::string_view reason) const {
  cursor_.check();
  std::string detail = "can't be decoded";
  if (position_ > 0)
    detail += " behind " + seconds(static_cast<double>(position_) / format_.sample_rate);
  while (reason.ends_with('.') || reason.ends_with('\n')) reason.remove_suffix(1);
  throw Error(ErrorKind::corrupt, bytes_.name(), detail.append(": ").append(reason));
}

void change_channels(std::span<const float> in, int from, std::int64_t frames, int to,
                     std::span<float> out) {
  const auto sources = static_cast<std::size_t>(from);
  const auto targets = static_cast<std::size_t>(to);
  for (std::size_t frame = 0; frame < static_cast<std::size_t>(frames); ++frame) {
    const auto source = in.subspan(frame * sources, sources);
    float sum = 0.0F;
    for (const float sample : source) sum += sample;
    std::ranges::fill(out.subspan(frame * targets, targets), sum / static_cast<float>(from));
  }
}

namespace {

bool needs_libav(Container container) {
  switch (container) {
    case Container::aac:
    case Container::mpeg4:
    case Container::asf:
    case Container::matroska:
    case Container::monkeys:
    case Container::musepack:
    case Container::wavpack:
      return true;
    default:
      return false;
  }
}

// Whether libsndfile would pass the bytes to libmpg123, which then prints to standard error: they
// begin like an MPEG frame or a tag, but are not MP3.
bool resembles_mp3(std::string_view first) {
  return first.starts_with("ID3") ||
         (first.size() >= 2 && first[0] == '\xFF' && (first[1] & 0xE0) == 0xE0);
}

std::unique_ptr<Decoder> open_native(const Bytes& bytes, const Extent& extent) {
  if (extent.container == Container::mp3) return open_mpg123(bytes, extent);
  if (extent.container == Container::ogg) return open_chain(bytes, ogg_links(bytes, extent));
  if (extent.container == Container::unknown && resembles_mp3(bytes.peek(extent.begin, 4)))
    throw Error(ErrorKind::unsupported, bytes.name(), "is not an audio file of a known format");
  return open_sndfile(bytes, extent.container, chunk_pieces(bytes, extent));
}

}  // namespace

#ifdef MELSIFT_LIBAV
namespace {

// libav reads the links of a chain as one stream and fails in the middle if their formats differ.
bool is_chain(const Bytes& bytes, const Extent& extent) {
  return extent.container == Container::ogg && ogg_links(bytes, extent).size() > 1;
}

}  // namespace

std::unique_ptr<Decoder> open_decoder(const Bytes& bytes, const Extent& extent) {
  if (needs_libav(extent.container)) return open_libav(bytes, extent);
  try {
    return open_native(bytes, extent);
  } catch (const Error& refusal) {
    if (refusal.kind() == ErrorKind::io || is_chain(bytes, extent)) throw;
    try {
      return open_libav(bytes, extent);
    } catch (const Error&) {
      throw refusal;
    }
  }
}
#else
std::unique_ptr<Decoder> open_decoder(const Bytes& bytes, const Extent& extent) {
  constexpr const char* kAdvice =
      "melsift built with libavformat (Debian: libavformat-dev libavcodec-dev libavutil-dev)";
  if (needs_libav(extent.container))
    throw Error(ErrorKind::unsupported, bytes.name(),
                std::string(name_of(extent.container)) + " needs " + kAdvice);
  try {
    return open_native(bytes, extent);
  } catch (const Error& refusal) {
    // libsndfile supports only some codecs of a container, and reports a failure for the others.
    if (refusal.kind() == ErrorKind::io || extent.container == Container::unknown ||
        extent.container == Container::mp3)
      throw;
    throw Error(refusal.kind(), bytes.name(),
                std::string(refusal.detail()) + "; it may need " + kAdvice);
  }
}
#endif

}  // namespace melsift::audio
