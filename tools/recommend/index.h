// Recommendations from an index of a catalogue too large to be read for each of them.
#pragma once

#include <string>
#include <vector>

#include "recommend/request.h"
#include "record/record.h"
#include "tools/kit/command.h"
#include "tools/recommend/options.h"

namespace melsift::tools {

// The tracks of the index that sound most like the given ones, ranked and filtered as if they were
// the catalogue: so many of them are looked up that as many pass the filters as are wanted, be it
// all that there are.  Throws Error invalid_argument where no track to go by has a vector that can
// be compared; what index::Index throws.
recommend::Answer recommend_from_index(Command& command, const RecommendOptions& options,
                                       const RecommendWish& wish,
                                       std::vector<record::Record> given);

}  // namespace melsift::tools
