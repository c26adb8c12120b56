// A catalogue of an older melsift brought to this one's schema.
#pragma once

#include "catalogue/database.h"

namespace melsift::catalogue {

// Schema 1 to 2: computes track.name and track.identity anew.  Tracks of identities that are equal
// from now on stay tracks of their own.  Within a transaction of the caller.
void renew_names(Database& database);

}  // namespace melsift::catalogue
