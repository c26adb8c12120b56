// Converts a catalogue of an older melsift to the current schema.
#pragma once

#include "catalogue/database.h"

namespace melsift::catalogue {

// Schema 1 to 2: computes track.name and track.identity anew.  Tracks whose identities become equal
// stay separate tracks.  Call it within a transaction.
void renew_names(Database& database);

}  // namespace melsift::catalogue
