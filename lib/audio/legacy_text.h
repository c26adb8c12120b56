// Text of unknown encoding, as old tags hold it.
#pragma once

#include <string>
#include <string_view>

namespace melsift::audio {

// `bytes` as UTF-8.  ID3v1, RIFF INFO and frames of ID3v2 that claim to be Latin-1 hold whatever
// the writer's system used.  This is a guess between three: UTF-8 if the bytes are valid as such,
// Windows-1251 if whole words consist of its Cyrillic letters, else Windows-1252, which contains
// Latin-1.
std::string legacy_text(std::string_view bytes);

}  // namespace melsift::audio
