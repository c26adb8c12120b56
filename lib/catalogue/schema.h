// The tables of a catalogue, and which files are one.
#pragma once

#include "catalogue/database.h"

namespace melsift::catalogue {

// "melS": what SQLite calls the application id, which file(1) shows.
inline constexpr long long kApplication = 0x6D656C53;
// Raised whenever the tables change.
inline constexpr long long kSchema = 1;

// Makes the tables where the file is new and may be written to.  Throws Error corrupt where it is
// another program's or empty, unsupported where a newer melsift has made it; io.
void prepare_schema(Database& database);

}  // namespace melsift::catalogue
