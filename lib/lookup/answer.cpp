#include "lookup/answer.h"

#include <cstdint>
#include <limits>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "record/json_text.h"
#include "record/text_field.h"

namespace melsift::lookup {
namespace {

using Json = nlohmann::json;

// Answers of the services have about ten levels; each level of a hostile answer costs 80 bytes.
constexpr int kDeepest = 64;

std::string dotted(std::initializer_list<std::string_view> path) {
  std::string text;
  for (const std::string_view name : path) (text += text.empty() ? "" : ".") += name;
  return text;
}

}  // namespace

Value parse_answer(std::string_view where, std::string_view body) {
  const auto guard = [&](int depth, Json::parse_event_t, Json&) {
    if (depth > kDeepest) throw Error(ErrorKind::corrupt, where, "the answer is nested too deep");
    return true;
  };
  try {
    return Value(std::make_shared<const Json>(Json::parse(body, guard)));
  } catch (const Json::exception&) {  // its message quotes the answer
    throw Error(ErrorKind::corrupt, where, "the answer is not JSON");
  }
}

std::optional<double> length_s(double seconds) {
  constexpr double kTenDays = 864'000.0;
  return seconds > 0.0 && seconds < kTenDays ? std::optional(seconds) : std::nullopt;
}

bool Value::is_null() const {
  return !value_ || value_->is_null();
}
bool Value::is_object() const {
  return value_ && value_->is_object();
}
bool Value::is_list() const {
  return value_ && value_->is_array();
}
bool Value::is_text() const {
  return value_ && value_->is_string();
}

Value Value::field(std::string_view name) const {
  if (!is_object()) return {};
  const auto found = value_->find(name);
  return found == value_->end() ? Value() : Value({value_, &*found});
}

Value Value::at(std::initializer_list<std::string_view> path) const {
  Value value = *this;
  for (const std::string_view name : path) value = value.field(name);
  return value;
}

std::vector<Value> Value::items() const {
  std::vector<Value> all;
  if (!is_list()) return all;
  all.reserve(value_->size());
  for (const Json& item : *value_) all.emplace_back(std::shared_ptr<const Json>(value_, &item));
  return all;
}

std::vector<Value> Value::list_at(std::string_view where,
                                  std::initializer_list<std::string_view> path) const {
  const Value found = at(path);
  if (!found.is_list())
    throw Error(ErrorKind::corrupt, where, "no list " + dotted(path) + " in the answer");
  return found.items();
}

std::string Value::text() const {
  return is_text() ? value_->get<std::string>() : std::string();
}

std::optional<long long> Value::integer() const {
  if (!value_ || !value_->is_number_integer()) return std::nullopt;
  if (value_->is_number_unsigned() &&
      value_->get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()})
    return std::nullopt;
  return value_->get<long long>();
}

std::optional<double> Value::milliseconds_s() const {
  if (!value_ || !value_->is_number()) return std::nullopt;
  return length_s(value_->get<double>() / 1000.0);
}

void add_text(record::Record& record, std::string_view name, std::string_view text) {
  if (text.empty()) return;
  std::string json;
  record::append_json_string(json, text);
  record.extra.emplace_back(name, std::move(json));
}

void add_release_date(record::Record& record, const std::string& date) {
  const auto year = record::parse_year(date);
  if (year && *year > 0) record.year = year;
  add_text(record, "release_date", date);
}

}  // namespace melsift::lookup
