// Reads playlists: M3U and M3U8.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/lines.h"
#include "record/record.h"

namespace melsift::record {

// Whether a name ends in .m3u or .m3u8, in upper or lower case.
bool is_playlist_name(std::string_view name);

// The tracks of a playlist, in its order.  Relative paths start at the playlist's folder; URLs of
// local files (file:///a, file:/a) become paths, others stay.  The path of a track is the first of
// path_forms() that is a file; if none is, the path of the entry.  "#EXTINF:213,Artist - Title"
// gives duration_s, artist and title; other comments are skipped.  Throws Error io.
std::vector<Record> read_playlist(LineSource lines);

}  // namespace melsift::record
