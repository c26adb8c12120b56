#include "web/json.h"

#include <algorithm>

namespace melsift::web {
namespace {

[[noreturn]] void refuse(const char* name, const char* expected) {
  throw Refusal{400, std::string(name) + ": expected " + expected, {}};
}

const Json* find(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

constexpr std::size_t kLongestList = 10000;

}  // namespace

Json read_json(const Request& request) {
  const std::string words = "the body is longer than a megabyte";
  if (request.body_bytes && *request.body_bytes > kLongestJson) throw Refusal{413, words, {}};
  std::string body;
  const bool whole = request.read_body([&](std::string_view piece) {
    if (body.size() + piece.size() > kLongestJson) return false;
    body += piece;
    return true;
  });
  if (!whole) throw Refusal{413, words + ", or incomplete", {}};
  if (body.empty()) return Json::object();
  const Json json = Json::parse(
      body,
      [](int depth, Json::parse_event_t, Json&) {
        if (depth > kDeepestJson) throw Refusal{400, "the body is nested too deeply", {}};
        return true;
      },
      false);
  if (json.is_discarded()) throw Refusal{400, "the body is not JSON", {}};
  if (!json.is_object()) throw Refusal{400, "the body is not a JSON object", {}};
  return json;
}

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Answer answer_of(const Json& json, int status) {
  Answer answer;
  answer.status = status;
  answer.body = text_of(json);
  return answer;
}

std::optional<std::string> text_field(const Json& object, const char* name) {
  const Json* field = find(object, name);
  if (!field) return std::nullopt;
  if (!field->is_string()) refuse(name, "text");
  return field->get<std::string>();
}

std::optional<bool> bool_field(const Json& object, const char* name) {
  const Json* field = find(object, name);
  if (!field) return std::nullopt;
  if (!field->is_boolean()) refuse(name, "true or false");
  return field->get<bool>();
}

std::optional<double> number_field(const Json& object, const char* name) {
  const Json* field = find(object, name);
  if (!field) return std::nullopt;
  if (!field->is_number()) refuse(name, "a number");
  return field->get<double>();
}

std::vector<std::string> list_field(const Json& object, const char* name) {
  std::vector<std::string> list;
  const Json* field = find(object, name);
  if (!field) return list;
  if (!field->is_array() || field->size() > kLongestList) refuse(name, "a list of strings");
  for (const Json& entry : *field) {
    if (!entry.is_string()) refuse(name, "a list of strings");
    list.push_back(entry.get<std::string>());
  }
  return list;
}

void check_fields(const Json& object, const std::vector<std::string_view>& known) {
  for (const auto& [name, value] : object.items())
    if (std::ranges::count(known, name) == 0)
      throw Refusal{400, "\"" + name + "\" is not a field of this request", {}};
}

}  // namespace melsift::web
