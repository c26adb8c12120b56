// Fields given as plain text: the cells of tables and lists, years in tags and JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "record/fields.h"
#include "record/record.h"

namespace melsift::record {

// The year of "1994", "1994-05-01", "1994.0" or "1994/5": one to four digits, then nothing or a
// separator.  Nothing where `text` is no such date.
std::optional<long long> parse_year(std::string_view text);

// "train", "valid" or "test" for one of their usual names in any case (training, val, validation,
// dev, testing); empty for any other text.
std::string split_name(std::string_view text);
// The field `split` from its text: split_name() if it has one, else the text itself.
std::string split_field(std::string_view text);

// What a number out of the range should have been: "0 to 1", "0 or more".
std::string in_words(const Range& range);

// Sets the field of that name, in any case, from a cell: several genres or reasons are separated
// by semicolons, numbers by blanks, commas or semicolons, with or without brackets around them.
// An empty cell leaves the field absent.  The parts of a segment are segment_index,
// segment_start_s and segment_duration_s.  False where a record has no such field or text can't
// give it (mel, scores).  Throws Error corrupt that begins with the field's name.
bool set_field(Record& record, std::string_view name, std::string_view cell);

// What a field's values are, to those who store them as other things than text.
enum class FieldKind { text, integer, real, list };

// Nothing for a name that set_field doesn't know.
std::optional<FieldKind> field_kind(std::string_view name);

// The field, which must not be a list, as text from which set_field gives it back; empty where it
// is absent.
std::string field_text(const Record& record, std::string_view name);

// Appends a field that melsift does not know: a number as a number, other text as a string.
// An empty cell or name adds nothing.
void add_extra(Record& record, std::string_view name, std::string_view cell);

}  // namespace melsift::record
