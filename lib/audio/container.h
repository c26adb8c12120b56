// The kinds of audio files, recognised by their first bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "audio/bytes.h"

namespace melsift::audio {

enum class Container {
  unknown,
  wav,  // RIFF, RIFX, RF64, BW64
  au,
  aiff,
  caf,
  wave64,
  flac,
  ogg,
  mp3,  // MPEG audio, any layer
  aac,  // without a container, in ADTS frames
  mpeg4,
  asf,       // WMA
  matroska,  // WebM
  monkeys,   // APE
  musepack,
  wavpack,
};

// The usual name: "WAV", "MPEG-4 (m4a)".
std::string_view name_of(Container container);

// The container that begins with these bytes; 64 bytes are enough.
Container container_of(std::string_view first_bytes);

// Whether these first bytes begin an audio file of a known kind, or an ID3 tag.
bool looks_like_audio(std::string_view first_bytes);

// Where a file's sound is: after any ID3v2 tags, zeros and noise, and before the tags that programs
// append.  Unknown content after a tag counts as MP3.
struct Extent {
  Container container = Container::unknown;
  std::int64_t begin = 0;
  std::int64_t end = 0;
  // MP3 or AAC in a WAV or Wave64 file: `begin` and `end` are those of the file's samples.
  struct Wrapper {
    Container container = Container::unknown;
    std::int64_t begin = 0;
  };
  std::optional<Wrapper> wrapper;
};
// Throws Error corrupt if the file ends within its tags or has more tags than any program writes;
// io.
Extent find_sound(const Bytes& bytes);

}  // namespace melsift::audio
