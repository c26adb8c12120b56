// The kinds of audio files, told by their first bytes.
#pragma once

#include <cstdint>
#include <string_view>

#include "audio/bytes.h"

namespace melsift::audio {

enum class Container {
  unknown,
  wav,  // RIFF, RIFX, RF64
  au,
  aiff,
  caf,
  wave64,
  flac,
  ogg,
  mp3,  // MPEG audio of any layer
  aac,  // bare, in ADTS frames
  mpeg4,
  asf,       // WMA
  matroska,  // WebM
  monkeys,   // APE
  musepack,
  wavpack,
};

// As people call it: "WAV", "MPEG-4 (m4a)".
std::string_view name_of(Container container);

// Told by these first bytes; some 64 will do.
Container container_of(std::string_view first_bytes);

// Whether these first bytes begin an audio file of a known kind, or an ID3 tag.
bool looks_like_audio(std::string_view first_bytes);

// A file's container, and where it begins: behind the ID3v2 tags that may stand before any kind,
// and behind the noise that may stand before the first frame of an MP3.  Behind a tag, what is of
// no known kind is taken for MP3.
struct Beginning {
  Container container = Container::unknown;
  std::int64_t offset = 0;
};
// Throws Error corrupt where the file ends within its tags, or holds more of them than anyone
// writes; io.
Beginning beginning(const Bytes& bytes);

}  // namespace melsift::audio
