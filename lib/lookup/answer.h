// Answers in JSON, of which nothing is taken for granted: any field may be absent, null or of
// another type.  Only the sources of lib/lookup include this.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "record/record.h"

namespace melsift::lookup {

using Json = nlohmann::json;

// Throws Error corrupt, beginning with `where`, for what is no JSON or nested absurdly deep.
Json parse_answer(std::string_view where, std::string_view body);

// The field, where `object` is one and has it with another value than null; else nullptr.
const Json* field(const Json& object, std::string_view name);
const Json* field_at(const Json& object, std::initializer_list<std::string_view> path);

// The list at `path`.  Throws Error corrupt "WHERE: no list tracks.items in the answer".
const Json& list_at(const Json& answer, std::string_view where,
                    std::initializer_list<std::string_view> path);

// Empty where the field is no string.
std::string text_at(const Json& object, std::string_view name);
// Nothing where it is no whole number that fits.
std::optional<long long> integer_at(const Json& object, std::string_view name);
// A length in milliseconds, as seconds; nothing where it is no number above 0 and below ten days.
std::optional<double> seconds_at(const Json& object, std::string_view milliseconds_name);

// Adds an unknown field to a record, as a string; empty text adds nothing.
void add_text(record::Record& record, std::string_view name, std::string_view text);
// Sets release_date, and the year where the date tells one ("0000" doesn't).
void add_release_date(record::Record& record, const std::string& date);

}  // namespace melsift::lookup
