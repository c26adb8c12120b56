// Text of an old encoding, as tags and playlists hold it.
#pragma once

#include <string>
#include <string_view>

namespace melsift {

// `bytes` as UTF-8.  ID3v1, RIFF INFO and frames of ID3v2 that claim to be Latin-1 hold whatever
// the writer's system used.  This is a guess between three: UTF-8 if the bytes are valid as such,
// Windows-1251 if whole words consist of its Cyrillic letters, else Windows-1252, which contains
// Latin-1.
std::string legacy_text(std::string_view bytes);

// `bytes` as UTF-8, read as Windows-1252 or Windows-1251 whatever they look like.
std::string from_windows_1252(std::string_view bytes);
std::string from_windows_1251(std::string_view bytes);

}  // namespace melsift
