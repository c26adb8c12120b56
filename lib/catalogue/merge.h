// Merges two records of one track.
#pragma once

#include "record/record.h"

namespace melsift::catalogue {

// Fields of `given` replace those of `track`; fields that it lacks stay.  Front end and features
// are replaced together, and so are the results of a model: predicted, scores, embedding, model and
// trained_on.  play_count and last_played get the greater value.  The path stays, as do the fields
// that belong to one use of a record rather than to the track: mel, segment, rank, score, reasons,
// why, seed_weight.
void take_over(record::Record& track, const record::Record& given);

// Takes only fields from `given` that `track` lacks; a guessed language and an estimated length
// count as missing.
void fill_in(record::Record& track, const record::Record& given);

// Updates a track whose file has changed, or is read for the first time.  `before` has the file's
// fields of the last time, `now` the current ones.  Fields that the file has lost are removed, and
// new or changed ones are taken; fields that the file has not changed stay, because someone may
// have corrected them.  The sound (features and the results of a model) is always taken from `now`.
void follow_file(record::Record& track, const record::Record& before, const record::Record& now);

}  // namespace melsift::catalogue
