// Reads playlists: M3U and M3U8.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/lines.h"
#include "record/record.h"

namespace melsift::record {

// Whether a name ends as a list of tracks does: .m3u, .m3u8, .xspf, .jspf, .xml or .json, in upper
// or lower case (see list_document.h); and whether it is one of the first two.
bool is_playlist_name(std::string_view name);
bool is_m3u_name(std::string_view name);

// The path that an address in the list `name` means: percent-decoded, and then found as
// read_playlist() does.  Addresses of other machines stay as they are.
std::string address_path(std::string_view address, const std::string& name);

// The tracks of an M3U playlist, in its order.  Relative paths start at the playlist's folder; URLs
// of local files (file:///a, file:/a) become paths, others stay.  The path of a track is the first
// of path_forms() that is a file; if none is, the path of the entry.  "#EXTINF:213,Artist - Title"
// gives duration_s, artist and title; other comments are skipped.  Throws Error io.
std::vector<Record> read_playlist(LineSource lines);

}  // namespace melsift::record
