// The artists of a record: those that its credit names and those that it lists.
#pragma once

#include <string>
#include <vector>

#include "base/track_form.h"
#include "record/record.h"

namespace melsift::recommend {

// artist_credit() of artist and title; listed artists count as guests.
ArtistCredit credit_of(const record::Record& record);

// The artist_form() of each listed artist or, if none are listed, of the artist.  Empty if unknown.
std::vector<std::string> artist_forms(const record::Record& record);

// The track_form()s of a record: by its artist, and by each listed artist.
std::vector<std::string> track_forms(const record::Record& record);

}  // namespace melsift::recommend
