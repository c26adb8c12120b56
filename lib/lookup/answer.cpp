#include "lookup/answer.h"

#include <limits>

#include "base/error.h"
#include "record/json_text.h"
#include "record/text_field.h"

namespace melsift::lookup {
namespace {

// What the services send is nested some ten deep; each level of a hostile answer costs 80 bytes.
constexpr int kDeepest = 64;

std::string dotted(std::initializer_list<std::string_view> path) {
  std::string text;
  for (const std::string_view name : path) (text += text.empty() ? "" : ".") += name;
  return text;
}

}  // namespace

Json parse_answer(std::string_view where, std::string_view body) {
  const auto guard = [&](int depth, Json::parse_event_t, Json&) {
    if (depth > kDeepest) throw Error(ErrorKind::corrupt, where, "the answer is nested too deep");
    return true;
  };
  try {
    return Json::parse(body, guard);
  } catch (const Json::exception&) {  // its words quote the answer
    throw Error(ErrorKind::corrupt, where, "the answer is no JSON");
  }
}

const Json* field(const Json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

const Json* field_at(const Json& object, std::initializer_list<std::string_view> path) {
  const Json* at = &object;
  for (const std::string_view name : path) {
    at = field(*at, name);
    if (at == nullptr) return nullptr;
  }
  return at;
}

const Json& list_at(const Json& answer, std::string_view where,
                    std::initializer_list<std::string_view> path) {
  const Json* found = field_at(answer, path);
  if (found == nullptr || !found->is_array())
    throw Error(ErrorKind::corrupt, where, "no list " + dotted(path) + " in the answer");
  return *found;
}

std::string text_at(const Json& object, std::string_view name) {
  const Json* found = field(object, name);
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<long long> integer_at(const Json& object, std::string_view name) {
  const Json* found = field(object, name);
  if (found == nullptr || !found->is_number_integer()) return std::nullopt;
  if (found->is_number_unsigned() &&
      found->get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()})
    return std::nullopt;
  return found->get<long long>();
}

std::optional<double> seconds_at(const Json& object, std::string_view milliseconds_name) {
  const Json* found = field(object, milliseconds_name);
  if (found == nullptr || !found->is_number()) return std::nullopt;
  const double seconds = found->get<double>() / 1000.0;
  constexpr double kTenDays = 864'000.0;
  return seconds > 0.0 && seconds < kTenDays ? std::optional(seconds) : std::nullopt;
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
