// Recommendations as text for other programs.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "record/record.h"

namespace melsift::recommend {

// Tab-separated values: a line of names, then a line for each record.  Tabs and line ends within a
// value become blanks; several genres are separated by "; ", reasons as well.
std::string tsv(std::span<const record::Record> records);

struct Playlist {
  std::string text;
  std::size_t left_out = 0;  // tracks without a path, or with one that a line can't hold
};

// Extended M3U in UTF-8: "#EXTM3U", then for each track "#EXTINF:SECONDS,ARTIST - TITLE" (-1 for
// an unknown duration) and its path as the catalogue has it.  Players take a relative path as
// relative to the playlist's folder.
Playlist m3u8(std::span<const record::Record> records);

// "rock; blues": a record's genre_names() for one cell.
std::string genres_text(const record::Record& record);

}  // namespace melsift::recommend
