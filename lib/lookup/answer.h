// Answers in JSON, of which nothing is taken for granted: any field may be absent, null or of
// another type.  Only the sources of lib/lookup include this.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "record/record.h"

namespace melsift::lookup {

// A value in an answer.  Copies are cheap and keep the answer alive.  A field that is absent and a
// field of what is no object are null.
class Value {
 public:
  Value() = default;  // null
  explicit Value(std::shared_ptr<const nlohmann::json> value) : value_(std::move(value)) {}

  bool is_null() const;
  bool is_object() const;
  bool is_list() const;
  bool is_text() const;

  Value field(std::string_view name) const;
  Value at(std::initializer_list<std::string_view> path) const;  // a field of a field
  std::vector<Value> items() const;                              // none of what is no list
  // The list at `path`.  Throws Error corrupt "WHERE: no list tracks.items in the answer".
  std::vector<Value> list_at(std::string_view where,
                             std::initializer_list<std::string_view> path) const;

  std::string text() const;                      // empty for what is no string
  std::optional<long long> integer() const;      // nothing for what is no whole number that fits
  std::optional<double> milliseconds_s() const;  // milliseconds as a length, see length_s

  // Of a field.
  std::string text_at(std::string_view name) const { return field(name).text(); }

 private:
  std::shared_ptr<const nlohmann::json> value_;  // none for null
};

// Throws Error corrupt, beginning with `where`, for what is no JSON or nested absurdly deep.
Value parse_answer(std::string_view where, std::string_view body);

// A track's length; nothing unless it is above 0 and below ten days.
std::optional<double> length_s(double seconds);

// Adds an unknown field to a record, as a string; empty text adds nothing.
void add_text(record::Record& record, std::string_view name, std::string_view text);
// Sets release_date, and the year where the date tells one ("0000" doesn't).
void add_release_date(record::Record& record, const std::string& date);

}  // namespace melsift::lookup
