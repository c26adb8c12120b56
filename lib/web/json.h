// JSON bodies of requests and answers.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "web/exchange.h"

namespace melsift::web {

using Json = nlohmann::json;

inline constexpr std::size_t kLongestJson = 1 << 20;  // bytes
inline constexpr int kDeepestJson = 8;

// The body, which must be a JSON object.  Throws Refusal 400 or 413.
Json read_json(const Request& request);
// The text of JSON; bytes that are not UTF-8 are replaced.
std::string text_of(const Json& json);
Answer answer_of(const Json& json, int status = 200);

// Fields of an object, nothing if they are absent or null.  Throw Refusal 400 with the name of a
// field of another type.
std::optional<std::string> text_field(const Json& object, const char* name);
std::optional<bool> bool_field(const Json& object, const char* name);
std::optional<double> number_field(const Json& object, const char* name);
std::vector<std::string> list_field(const Json& object, const char* name);
// Throws Refusal 400 for a field that is not among these, so that misspelt fields are not ignored.
void check_fields(const Json& object, const std::vector<std::string_view>& known);

}  // namespace melsift::web
