// Writes recommendations as text for other programs.
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
  std::size_t left_out = 0;  // tracks without a path, or with a path that the format can't contain
};

// How paths are written to a playlist.
enum class Paths {
  given,     // as in the catalogue
  absolute,  // absolute
  relative,  // relative to the playlist's folder
};
// The path for a playlist in `folder`, which is absolute; a relative path is relative to `here`,
// which is also absolute.  A URL such as https://... stays unchanged.
std::string path_for(const std::string& path, Paths paths, const std::string& folder,
                     const std::string& here);

// Extended M3U in UTF-8: "#EXTM3U", then for each track "#EXTINF:SECONDS,ARTIST - TITLE" (-1 for an
// unknown duration) and its path in the catalogue.  For players, a relative path is relative to the
// folder of the playlist.
Playlist m3u8(std::span<const record::Record> records);

// The open playlist formats of xspf.org, version 1: XML, and the same as JSON.  For each track its
// location (a file:// URL for an absolute path, otherwise the percent-encoded path), title,
// creator, album and duration in milliseconds, if they are known; tracks without a path stay,
// without a location: players look them up by name.
std::string xspf(std::span<const record::Record> records);
std::string jspf(std::span<const record::Record> records);

// "rock; blues": a record's genre_names() for one cell.
std::string genres_text(const record::Record& record);

}  // namespace melsift::recommend
