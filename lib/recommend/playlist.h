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
  std::size_t left_out = 0;  // tracks without a path, or with one that the form can't hold
};

// How paths are written into a playlist.
enum class Paths {
  given,     // as the catalogue has them
  absolute,  // from the root
  relative,  // from the playlist's folder
};
// The path (an address such as https://... stays as it is) for a playlist in `folder`, which is
// absolute; a relative path is taken as relative to `here`, likewise absolute.
std::string path_for(const std::string& path, Paths paths, const std::string& folder,
                     const std::string& here);

// Extended M3U in UTF-8: "#EXTM3U", then for each track "#EXTINF:SECONDS,ARTIST - TITLE" (-1 for
// an unknown duration) and its path as the catalogue has it.  Players take a relative path as
// relative to the playlist's folder.
Playlist m3u8(std::span<const record::Record> records);

// The open playlist formats of xspf.org, version 1: XML, and the same as JSON.  For each track its
// location (a file:// address for an absolute path, else the path with what an address can't hold
// percent-encoded), title, creator, album and duration in milliseconds, as far as they are known;
// tracks without a path stay, without a location: players look them up by name.
std::string xspf(std::span<const record::Record> records);
std::string jspf(std::span<const record::Record> records);

// "rock; blues": a record's genre_names() for one cell.
std::string genres_text(const record::Record& record);

}  // namespace melsift::recommend
