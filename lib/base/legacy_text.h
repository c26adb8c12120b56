// Text in an old encoding, as tags and playlists contain it.
#pragma once

#include <string>
#include <string_view>

namespace melsift {

// `bytes` as UTF-8.  ID3v1, RIFF INFO and frames of ID3v2 that claim to be Latin-1 contain text in
// the encoding of the writer's system.  This is a guess between three: UTF-8 if the bytes are valid
// as such, Windows-1251 if whole words consist of its Cyrillic letters, else Windows-1252, which
// contains Latin-1.
std::string legacy_text(std::string_view bytes);

// `bytes` as UTF-8, decoded from Windows-1252 or Windows-1251 without a guess.
std::string from_windows_1252(std::string_view bytes);
std::string from_windows_1251(std::string_view bytes);

}  // namespace melsift
