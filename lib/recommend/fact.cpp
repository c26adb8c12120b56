#include "recommend/fact.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "base/number.h"
#include "record/json_text.h"

namespace melsift::recommend {
namespace {

constexpr std::array<std::string_view, 23> kKinds = {"genre",
                                                     "widened_genre",
                                                     "year",
                                                     "widened_year",
                                                     "language",
                                                     "widened_language",
                                                     "nearest",
                                                     "sound",
                                                     "voice",
                                                     "step",
                                                     "played",
                                                     "widened",
                                                     "to_genre",
                                                     "to_years",
                                                     "to_any_language",
                                                     "fewer",
                                                     "ties",
                                                     "missing_genre",
                                                     "missing_language",
                                                     "sound_not_compared",
                                                     "without_sound",
                                                     "no_taste",
                                                     "no_crowd"};
static_assert(kKinds.size() == static_cast<std::size_t>(FactKind::no_crowd) + 1);

void begin_field(std::string& out, std::string_view name) {
  out.append(",\"").append(name).append("\":");
}

void append_list(std::string& out, std::span<const Fact> facts) {
  out += '[';
  for (const Fact& fact : facts) {
    if (out.back() != '[') out += ',';
    append_json(out, fact);
  }
  out += ']';
}

}  // namespace

std::string_view to_text(FactKind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}

std::string Fact::name(std::string_view role) const {
  const auto found =
      std::ranges::find(names, role, &std::pair<std::string_view, std::string>::first);
  return found == names.end() ? std::string() : found->second;
}

std::optional<double> Fact::number(std::string_view role) const {
  const auto found = std::ranges::find(numbers, role, &std::pair<std::string_view, double>::first);
  return found == numbers.end() ? std::nullopt : std::optional(found->second);
}

void append_json(std::string& out, const Fact& fact) {
  out.append("{\"kind\":\"").append(to_text(fact.kind)).append("\"");
  for (const auto& [role, name] : fact.names) {
    begin_field(out, role);
    record::append_json_string(out, name);
  }
  for (const auto& [role, number] : fact.numbers) {
    begin_field(out, role);
    if (number == std::trunc(number))  // "1000000", not "1e+06"
      append_number(out, static_cast<long long>(number));
    else
      append_number(out, number);
  }
  if (!fact.parts.empty()) {
    begin_field(out, "parts");
    append_list(out, fact.parts);
  }
  out += '}';
}

std::string to_json(std::span<const Fact> facts) {
  std::string out;
  append_list(out, facts);
  return out;
}

}  // namespace melsift::recommend
