#include "audio/container.h"

#include <algorithm>
#include <array>
#include <string>

#include "audio/chunks.h"
#include "audio/mpeg_frames.h"
#include "audio/trailer.h"
#include "audio/wavpack_blocks.h"
#include "base/error.h"

namespace melsift::audio {
namespace {

struct Magic {
  std::string_view bytes;
  Container container;
};
constexpr std::array kMagic = {
    Magic{".snd", Container::au},
    Magic{"caff", Container::caf},
    Magic{"riff", Container::wave64},
    Magic{"fLaC", Container::flac},
    Magic{"OggS", Container::ogg},
    Magic{"\x30\x26\xB2\x75\x8E\x66\xCF\x11", Container::asf},
    Magic{"\x1A\x45\xDF\xA3", Container::matroska},
    Magic{"MAC ", Container::monkeys},
    Magic{"MPCK", Container::musepack},
    Magic{"MP+", Container::musepack},
    Magic{"wvpk", Container::wavpack},
};

// Whether `form` follows the size after the first four letters; true if the file ends before that.
bool has_form(std::string_view first, std::string_view form) {
  return first.size() < 12 || first.substr(8).starts_with(form);
}

}  // namespace

std::string_view name_of(Container container) {
  switch (container) {
    case Container::unknown:
      return "unknown";
    case Container::wav:
      return "WAV";
    case Container::au:
      return "AU";
    case Container::aiff:
      return "AIFF";
    case Container::caf:
      return "CAF";
    case Container::wave64:
      return "Wave64";
    case Container::flac:
      return "FLAC";
    case Container::ogg:
      return "Ogg";
    case Container::mp3:
      return "MP3";
    case Container::aac:
      return "AAC";
    case Container::mpeg4:
      return "MPEG-4 (m4a)";
    case Container::asf:
      return "WMA";
    case Container::matroska:
      return "WebM or Matroska";
    case Container::monkeys:
      return "Monkey's Audio";
    case Container::musepack:
      return "Musepack";
    case Container::wavpack:
      return "WavPack";
  }
  return "";
}

Container container_of(std::string_view first) {
  const auto begins = [&](const Magic& magic) { return first.starts_with(magic.bytes); };
  if (const auto magic = std::find_if(kMagic.begin(), kMagic.end(), begins); magic != kMagic.end())
    return magic->container;
  if (first.starts_with("RIFF") || first.starts_with("RIFX") || first.starts_with("RF64") ||
      first.starts_with("BW64"))
    return has_form(first, "WAVE") ? Container::wav : Container::unknown;
  if (first.starts_with("FORM"))
    return has_form(first, "AIF") ? Container::aiff : Container::unknown;
  if (first.substr(0, 8).ends_with("ftyp")) return Container::mpeg4;
  // A byte order mark of UTF-16 text looks like the sync word of layer I.
  if (mp3_frame(first).is_frame() && !first.starts_with("\xFF\xFE")) return Container::mp3;
  if (adts_frame(first).is_frame()) return Container::aac;
  return Container::unknown;
}

bool looks_like_audio(std::string_view first) {
  return first.starts_with("ID3") || container_of(first) != Container::unknown;
}

namespace {

// The end of the zeros that begin at `at`: some programs put a block of zeros before the sound.
std::int64_t after_zeros(const Bytes& bytes, std::int64_t at) {
  constexpr std::int64_t kMaxZeros = 1 << 24;
  constexpr std::size_t kBlock = 1 << 12;
  for (std::int64_t begin = at; begin - at < kMaxZeros;) {
    const std::string block = bytes.peek(begin, kBlock);
    const std::size_t zeros = block.find_first_not_of('\0');
    if (zeros != std::string::npos) return begin + static_cast<std::int64_t>(zeros);
    if (block.size() < kBlock) break;
    begin += static_cast<std::int64_t>(kBlock);
  }
  return at;
}

// After the tags.
Extent find_container(const Bytes& bytes, std::int64_t at) {
  Container container = container_of(bytes.peek(at, 64));
  if (container == Container::unknown) {
    const std::int64_t sound = after_zeros(bytes, at);
    container = container_of(bytes.peek(sound, 64));
    if (container != Container::unknown) at = sound;
  }
  // One header of four bytes may be noise.
  if (container == Container::unknown || container == Container::mp3) {
    if (const auto frame = first_mp3_frame(bytes, at)) return {Container::mp3, *frame, 0, {}};
  }
  return {container, at, 0, {}};
}

}  // namespace

Extent find_sound(const Bytes& bytes) {
  constexpr int kMaxTags = 64;
  std::int64_t at = 0;
  for (int tags = 0; tags <= kMaxTags; ++tags) {
    const std::int64_t tag = id3_bytes(bytes.peek(at, 64));
    if (tag == 0) {
      Extent extent = find_container(bytes, at);
      extent.end = std::max(extent.begin, trailer_begin(bytes));
      if (extent.container == Container::unknown && at > 0) extent.container = Container::mp3;
      if (extent.container == Container::wavpack) extent.end = wavpack_end(bytes, extent);
      return is_chunked(extent.container) ? find_in_chunks(bytes, extent) : extent;
    }
    if (bytes.size() - at <= tag)
      throw Error(ErrorKind::corrupt, bytes.name(), "truncated in its ID3 tag");
    at += tag;
  }
  throw Error(ErrorKind::corrupt, bytes.name(),
              "begins with more than " + std::to_string(kMaxTags) + " ID3 tags");
}

}  // namespace melsift::audio
