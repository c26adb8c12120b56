#include "audio/decoder.h"

#include <string>

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

namespace {

#ifndef MELSIFT_LIBAV
[[noreturn]] void refuse(const Bytes& bytes, Container container) {
  throw Error(ErrorKind::unsupported, bytes.name(),
              std::string(name_of(container)) +
                  " needs melsift built with libavformat (Debian: libavformat-dev libavcodec-dev "
                  "libavutil-dev)");
}
#endif

bool is_libavs_own(Container container) {
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

// What libsndfile would hand on to libmpg123, which then prints on standard error what it thinks of
// it: bytes that begin as an MPEG frame or a tag might, but belong to no MP3.
bool resembles_mp3(std::string_view first) {
  return first.starts_with("ID3") ||
         (first.size() >= 2 && first[0] == '\xFF' && (first[1] & 0xE0) == 0xE0);
}

std::unique_ptr<Decoder> open_native(const Bytes& bytes, const Beginning& beginning) {
  if (beginning.container == Container::mp3) return open_mpg123(bytes, beginning);
  if (beginning.container == Container::unknown && resembles_mp3(bytes.peek(beginning.offset, 4)))
    throw Error(ErrorKind::unsupported, bytes.name(), "is not an audio file of a known format");
  return open_sndfile(bytes, beginning);
}

}  // namespace

std::unique_ptr<Decoder> open_decoder(const Bytes& bytes, const Beginning& beginning) {
#ifdef MELSIFT_LIBAV
  if (is_libavs_own(beginning.container)) return open_libav(bytes, beginning);
  try {
    return open_native(bytes, beginning);
  } catch (const Error& refusal) {
    if (refusal.kind() == ErrorKind::io) throw;
    try {
      return open_libav(bytes, beginning);
    } catch (const Error&) {
      throw refusal;
    }
  }
#else
  if (is_libavs_own(beginning.container)) refuse(bytes, beginning.container);
  return open_native(bytes, beginning);
#endif
}

}  // namespace melsift::audio
