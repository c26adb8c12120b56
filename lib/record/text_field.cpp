#include "record/text_field.h"

#include <array>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/number.h"
#include "record/json_text.h"

namespace melsift::record {
namespace {

[[noreturn]] void refuse(std::string_view name, std::string_view expected, std::string_view cell) {
  throw Error(ErrorKind::corrupt, name,
              std::string("expected ").append(expected).append(", got \"").append(cell) + '"');
}

long long integer(std::string_view name, std::string_view cell) {
  const auto value = parse_integer(cell);
  if (value) return *value;
  // "2.0" is what pandas writes for a whole number in a column with gaps.
  const auto real = parse_real(cell);
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (!real || std::trunc(*real) != *real || std::abs(*real) > kExact)
    refuse(name, "an integer", cell);
  return static_cast<long long>(*real);
}

double real(std::string_view name, std::string_view cell) {
  const auto value = parse_real(cell);
  if (!value || !std::isfinite(*value)) refuse(name, "a number", cell);
  return *value;
}

long long year(std::string_view name, std::string_view cell) {
  const auto value = parse_year(cell);
  if (!value) refuse(name, "a year or a date", cell);
  return *value;
}

std::vector<float> reals(std::string_view name, std::string_view cell) {
  std::string list(cell);
  for (char& c : list) {
    if (std::string_view("[](),;\t").find(c) != std::string_view::npos) c = ' ';
  }
  std::vector<float> values;
  for (const std::string& piece : split_list(list, ' ')) {
    const auto value = parse_real(piece);
    if (!value || !(std::abs(*value) <= std::numeric_limits<float>::max()))
      refuse(name, "finite numbers", piece);
    values.push_back(static_cast<float>(*value));
  }
  return values;
}

struct TextField {
  std::string_view name;
  void (*set)(Record&, std::string_view name, std::string_view cell);
};

template <std::string Record::*field>
void set_text(Record& record, std::string_view, std::string_view cell) {
  record.*field = cell;
}
template <std::optional<long long> Record::*field>
void set_integer(Record& record, std::string_view name, std::string_view cell) {
  record.*field = integer(name, cell);
}
template <std::optional<double> Record::*field>
void set_real(Record& record, std::string_view name, std::string_view cell) {
  record.*field = real(name, cell);
}
template <std::vector<float> Record::*field>
void set_reals(Record& record, std::string_view name, std::string_view cell) {
  record.*field = reals(name, cell);
}
template <std::vector<std::string> Record::*field>
void set_texts(Record& record, std::string_view, std::string_view cell) {
  record.*field = split_list(cell, ';');
}

constexpr auto kFields = std::to_array<TextField>({
    {"path", set_text<&Record::path>},
    {"label", set_text<&Record::label>},
    {"group", set_text<&Record::group>},
    {"split", set_text<&Record::split>},
    {"fold", set_integer<&Record::fold>},
    {"title", set_text<&Record::title>},
    {"artist", set_text<&Record::artist>},
    {"album", set_text<&Record::album>},
    {"genre", set_texts<&Record::genre>},
    {"language", set_text<&Record::language>},
    {"year", [](Record& r, std::string_view n, std::string_view c) { r.year = year(n, c); }},
    {"duration_s", set_real<&Record::duration_s>},
    {"sample_rate", set_integer<&Record::sample_rate>},
    {"front_end", set_text<&Record::front_end>},
    {"features", set_reals<&Record::features>},
    {"predicted", set_text<&Record::predicted>},
    {"embedding", set_reals<&Record::embedding>},
    {"model", set_text<&Record::model>},
    {"rank", set_integer<&Record::rank>},
    {"score", set_real<&Record::score>},
    {"reasons", set_texts<&Record::reasons>},
});

}  // namespace

std::optional<long long> parse_year(std::string_view text) {
  text = trimmed(text);
  const auto digits = text.substr(0, text.find_first_not_of("0123456789"));
  if (digits.empty() || digits.size() > 4) return std::nullopt;
  constexpr std::string_view kSeparators = "-/. T";
  if (digits.size() < text.size() &&
      kSeparators.find(text[digits.size()]) == std::string_view::npos)
    return std::nullopt;
  return parse_integer(digits);
}

std::string split_name(std::string_view text) {
  const std::string name = lower_case(trimmed(text));
  if (name == "train" || name == "training") return "train";
  if (name == "valid" || name == "val" || name == "validation" || name == "dev") return "valid";
  if (name == "test" || name == "testing") return "test";
  return "";
}

bool set_field(Record& record, std::string_view name, std::string_view cell) {
  const std::string wanted = lower_case(trimmed(name));
  cell = trimmed(cell);
  for (const TextField& field : kFields) {
    if (field.name != wanted) continue;
    if (!cell.empty()) field.set(record, field.name, cell);
    return true;
  }
  return false;
}

void add_extra(Record& record, std::string_view name, std::string_view cell) {
  name = trimmed(name);
  cell = trimmed(cell);
  if (name.empty() || cell.empty()) return;
  std::string raw;
  if (is_json_number(cell))
    raw = cell;
  else
    append_json_string(raw, cell);
  record.extra.emplace_back(name, std::move(raw));
}

}  // namespace melsift::record
