// Answers in JSON without assumptions: any field may be absent, null or of another type.  Only the
// sources of lib/lookup include this.
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

// A value in an answer.  Copies are cheap and keep the answer alive.  An absent field, and a field
// of a value that is not an object, are null.
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
  std::vector<Value> items() const;                              // empty if it is not a list
  // The list at `path`.  Throws Error corrupt "WHERE: no list tracks.items in the answer".
  std::vector<Value> list_at(std::string_view where,
                             std::initializer_list<std::string_view> path) const;

  std::string text() const;                      // empty if it is not a string
  std::optional<long long> integer() const;      // nothing if it is not a whole number in range
  std::optional<double> milliseconds_s() const;  // milliseconds as a length, see length_s

  // The value of a field.
  std::string text_at(std::string_view name) const { return field(name).text(); }

 private:
  std::shared_ptr<const nlohmann::json> value_;  // null: nothing
};

// Throws Error corrupt, beginning with `where`, if it is not JSON or is nested too deeply.
Value parse_answer(std::string_view where, std::string_view body);

// The length of a track; nothing unless it is above 0 and below ten days.
std::optional<double> length_s(double seconds);

// Adds an unknown field to a record, as a string; empty text adds nothing.
void add_text(record::Record& record, std::string_view name, std::string_view text);
// Sets release_date, and the year if the date has one ("0000" has none).
void add_release_date(record::Record& record, const std::string& date);

}  // namespace melsift::lookup
