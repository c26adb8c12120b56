// Finds the name that was probably meant by a mistyped one.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace melsift::tools {

// The one of `names` that is nearest to `word`, or "" if none is near.  In this order: the name of
// which `word` has the initials ("lr" of "learning-rate"); one that differs by at most a third of
// its letters, where swapped neighbours count once (optimal string alignment distance: G. Navarro,
// ACM Computing Surveys 33(1), 2001); one of which `word` is the beginning or a part between
// hyphens, if it has at least three letters.  Hyphens in front are ignored.  The first of equally
// near names wins.
std::string nearest_name(std::string_view word, std::span<const std::string> names);

// " (did you mean NAME?)", or "" if no name is near.
std::string suggestion(std::string_view word, std::span<const std::string> names);

}  // namespace melsift::tools
