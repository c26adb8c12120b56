// Facts in English, for text fields and messages of the tools and the JSON API.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "recommend/fact.h"
#include "recommend/request.h"
#include "record/record.h"

namespace melsift::recommend {

// "genre jazz", "only 7 of 10 tracks found".
std::string english(const Fact& fact);
std::vector<std::string> english(std::span<const Fact> facts);

// How far the filters were relaxed for a track with these reasons: "also in: metal", "also from:
// 1985-2005", "also in any language"; several are separated by "; ".  Empty if no filter was
// relaxed.
std::string relaxation(std::span<const Fact> reasons);

// The answer's tracks with their reasons: `reasons` in English, and the facts as the field `why`
// (melsift-records(5)), which is among the extra fields because no tool reads it.
std::vector<record::Record> with_reasons(const Answer& answer);

}  // namespace melsift::recommend
