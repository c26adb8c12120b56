// The further names of a track that has several artists: each artist with the title.
#pragma once

#include <vector>

#include "catalogue/database.h"
#include "record/record.h"

namespace melsift::catalogue {

// Enters the names of a track in place of those that it had.
void write_credits(Database& database, long long track, const record::Record& record);

// The tracks with the artist and title of a record, see name_of(): those with this name; else those
// with this name for one of their artists; else those with one of the record's artists.  In the
// order of their numbers.
std::vector<long long> tracks_named(Database& database, const record::Record& record);

}  // namespace melsift::catalogue
