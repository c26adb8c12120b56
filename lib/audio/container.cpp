#include "audio/container.h"

#include <algorithm>
#include <array>
#include <string>

#include "audio/mpeg_frames.h"
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

// Whether `form` stands behind the size that follows the first four letters; a file cut before that
// is given the benefit of the doubt.
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
  if (first.starts_with("RIFF") || first.starts_with("RIFX") || first.starts_with("RF64"))
    return has_form(first, "WAVE") ? Container::wav : Container::unknown;
  if (first.starts_with("FORM"))
    return has_form(first, "AIF") ? Container::aiff : Container::unknown;
  if (first.substr(0, 8).ends_with("ftyp")) return Container::mpeg4;
  // A byte order mark of UTF-16 text would pass for the sync word of layer I.
  if (mp3_frame(first).bytes > 0 && !first.starts_with("\xFF\xFE")) return Container::mp3;
  if (adts_frame(first).bytes > 0) return Container::aac;
  return Container::unknown;
}

bool looks_like_audio(std::string_view first) {
  return first.starts_with("ID3") || container_of(first) != Container::unknown;
}

Beginning beginning(const Bytes& bytes) {
  constexpr int kMostTags = 64;
  std::int64_t at = 0;
  for (int tags = 0; tags <= kMostTags; ++tags) {
    const std::string first = bytes.peek(at, 64);
    const std::int64_t tag = id3_bytes(first);
    if (tag == 0) {
      const Container container = container_of(first);
      if (container != Container::unknown) return {container, at};
      if (const auto frame = first_mp3_frame(bytes, at)) return {Container::mp3, *frame};
      return {at > 0 ? Container::mp3 : Container::unknown, at};
    }
    if (bytes.size() - at <= tag)
      throw Error(ErrorKind::corrupt, bytes.name(), "truncated in its ID3 tag");
    at += tag;
  }
  throw Error(ErrorKind::corrupt, bytes.name(),
              "begins with more than " + std::to_string(kMostTags) + " ID3 tags");
}

}  // namespace melsift::audio
