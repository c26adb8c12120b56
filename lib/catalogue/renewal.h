// Converts a catalogue of an older melsift to the current schema.
#pragma once

#include "catalogue/database.h"

namespace melsift::catalogue {

// Schema 1 to 2: computes track.name and track.identity anew.  Tracks whose identities become equal
// stay separate tracks.  Call it within a transaction.
void renew_names(Database& database);

// Schema 2 to 3, after the columns were added: artists, album_artist and original_year were fields
// that melsift passed through (track.other), and become columns.  Values that can't be read as the
// fields that they are now are dropped.  Within a transaction of the caller.
void take_up_fields(Database& database);

}  // namespace melsift::catalogue
