// The tables of a catalogue, and how a catalogue is recognised.
#pragma once

#include "catalogue/database.h"

namespace melsift::catalogue {

// "melS": SQLite's application id, which file(1) shows.
inline constexpr long long kApplication = 0x6D656C53;
// Raised whenever the tables change:
// 1  melsift 0.1.0
// 2  track.name and track.identity hold the forms of base/name.h instead of forms of their own
// 3  track.artists, track.album_artist, track.original_year,
//    track.duration_estimated, file.tag_settings, file.sound,
//    credit
inline constexpr long long kSchema = 3;

// Creates the tables if the file is new, and converts those of an older melsift if the file is
// writable; a file that is only read stays as it is, and temporary views show its tables as new
// ones.  Throws Error corrupt if it belongs to another program or is empty, unsupported if a newer
// melsift created it; io.
void prepare_schema(Database& database);

}  // namespace melsift::catalogue
