// Audio files in folders.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace melsift::audio {

// Whether a name ends as audio files do (.wav .wave .au .snd .aif .aiff .aifc .caf .w64 .rf64 .flac .ogg .oga
// .opus .mp3 .m4a .mp4 .aac .wma .webm, in either case).
bool has_audio_name(std::string_view path);

// The audio files below a folder, sub-folders included, each folder's entries in bytewise order; links are
// followed, but not in circles.  What can't be looked into is named in `failures`, one line each, and
// passed over.  Throws Error where the folder itself can't be read.
std::vector<std::string> audio_files(const std::string& folder, std::vector<std::string>& failures);

}  // namespace melsift::audio
