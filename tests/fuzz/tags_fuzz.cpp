// Any bytes as an audio file: tags in UTF-8 or an Error, and a hash of the sound that does not
// depend on how often it is asked for.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "audio/tags.h"
#include "audio/track_file.h"
#include "base/error.h"
#include "base/utf8.h"

namespace {

using namespace melsift;

void check(const std::string& text) {
  if (!is_utf8(text)) std::abort();
}

void read(const audio::TrackFile& file, const std::optional<TextEncoding>& old_text) {
  try {
    const audio::Tags tags = audio::read_tags(file, old_text);
    for (const std::string* text :
         {&tags.title, &tags.artist, &tags.album, &tags.album_artist, &tags.language})
      check(*text);
    for (const std::string& one : tags.artists) check(one);
    for (const std::string& one : tags.genre) check(one);
    if (tags.duration_s && !(*tags.duration_s >= 0.0)) std::abort();
  } catch (const Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const TextEncoding shift_jis("Shift_JIS");
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const audio::TrackFile file(bytes, "x");
  read(file, {});
  read(file, shift_jis);
  try {
    if (file.sound_hash() != audio::TrackFile(bytes, "y").sound_hash()) std::abort();
  } catch (const Error&) {
  }
  return 0;
}
