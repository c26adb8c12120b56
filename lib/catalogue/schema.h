// The tables of a catalogue, and which files are one.
#pragma once

#include "catalogue/database.h"

namespace melsift::catalogue {

// "melS": what SQLite calls the application id, which file(1) shows.
inline constexpr long long kApplication = 0x6D656C53;
// Raised whenever the tables change:
// 1  melsift 0.1.0
// 2  track.name and track.identity hold the forms of base/name.h instead of forms of their own
inline constexpr long long kSchema = 2;

// Makes the tables if the file is new, and renews those of an older melsift, if the file may be
// written to; what is only read serves as it is.  Throws Error corrupt if it is another program's
// or empty, unsupported if a newer melsift has made it; io.
void prepare_schema(Database& database);

}  // namespace melsift::catalogue
