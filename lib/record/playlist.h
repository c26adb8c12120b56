// Playlists in: M3U and M3U8.
#pragma once

#include <string>
#include <vector>

#include "record/lines.h"
#include "record/record.h"

namespace melsift::record {

// The tracks of a playlist, in its order.  Relative paths are taken from the playlist's folder;
// file:// addresses become paths, others stay.  "#EXTINF:213,Artist - Title" gives duration_s,
// artist and title; other comments are skipped.  Throws Error io.
std::vector<Record> read_playlist(LineSource lines);

}  // namespace melsift::record
