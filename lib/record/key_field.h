// The musical key of a track.  The fields `key`, such as "A minor", and `key_confidence`, 0 to 1,
// are among a record's extra fields; see melsift-records(5).
#pragma once

#include <optional>

#include "base/musical_key.h"
#include "record/record.h"

namespace melsift::record {

// Nothing if the record has no key, or one that parse_musical_key() does not read.
std::optional<MusicalKey> key_of(const Record& record);
std::optional<double> key_confidence_of(const Record& record);

// Replaces the record's key.  The confidence is written with two decimals.
void set_key(Record& record, const MusicalKey& key, double confidence);
// The same with the fields of another record; removes them if that has no key.
void copy_key(Record& record, const Record& from);

}  // namespace melsift::record
