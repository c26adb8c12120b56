// Fields as plain text: the cells of tables and lists, years in tags and JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "record/fields.h"
#include "record/record.h"

namespace melsift::record {

// The year of "1994", "1994-05-01", "1994.0" or "1994/5": one to four digits, then nothing or a
// separator.  Nothing if `text` is not such a date.
std::optional<long long> parse_year(std::string_view text);

// "train", "valid" or "test" for one of their usual names in any case (training, val, validation,
// dev, testing); empty for any other text.
std::string split_name(std::string_view text);
// The field `split` from its text: split_name() if it has one, else the text itself.
std::string split_field(std::string_view text);

// The range of a field, for messages: "0 to 1", "0 or more".
std::string in_words(const Range& range);

// Sets the field with this name, in any case, from a cell: several genres or reasons are separated
// by semicolons, numbers by blanks, commas or semicolons, with or without brackets around them.  An
// empty cell leaves the field absent.  The parts of a segment are segment_index, segment_start_s
// and segment_duration_s.  False if a record has no such field, or if it can't be set from text
// (mel, scores).  Throws Error corrupt that begins with the field's name.
bool set_field(Record& record, std::string_view name, std::string_view cell);

// The type of a field's values, for code that stores them not as text.
enum class FieldKind { text, integer, real, list };

// Nothing for a name unknown to set_field.
std::optional<FieldKind> field_kind(std::string_view name);

// The field, which must not be a list, as text that set_field reads; empty if it is absent.
std::string field_text(const Record& record, std::string_view name);

// Appends an unknown field: a number as a number, other text as a string.  An empty cell or name
// adds nothing.
void add_extra(Record& record, std::string_view name, std::string_view cell);

}  // namespace melsift::record
