// Two accounts of one track made into one.
#pragma once

#include "record/record.h"

namespace melsift::catalogue {

// What `given` says replaces what `track` says; what it doesn't say stays.  Front end and features
// go together, and so do what a model gave: predicted, scores, embedding, model and trained_on.
// Of play_count and last_played the greater holds.  The path stays, as do the fields that belong to
// one use of a record rather than to the track: mel, segment, rank, score, reasons, why,
// seed_weight.
void take_over(record::Record& track, const record::Record& given);

// Only what `track` doesn't say is taken from `given`; a guessed language counts as not said.
void fill_in(record::Record& track, const record::Record& given);

// A track whose file has changed, or is read for the first time: `before` is what the file said
// then, `now` what it says.  What it says no longer goes, what it says anew comes, and what it
// still says is left as it is: someone may know better.  The sound (features, what a model gave) is
// taken from `now` altogether.
void follow_file(record::Record& track, const record::Record& before, const record::Record& now);

}  // namespace melsift::catalogue
