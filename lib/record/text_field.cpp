#include "record/text_field.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/number.h"
#include "record/fields.h"
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
  // pandas writes "2.0" for a whole number in a column with gaps.
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

bool boolean(std::string_view name, std::string_view cell) {
  const std::string word = lower_case(cell);
  if (word != "true" && word != "false") refuse(name, "true or false", cell);
  return word == "true";
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

constexpr FieldKind kind_of(Form form) {
  if (form == Form::integer || form == Form::year) return FieldKind::integer;
  if (form == Form::real) return FieldKind::real;
  const bool is_list =
      form == Form::genres || form == Form::texts || form == Form::names || form == Form::reals;
  return is_list ? FieldKind::list : FieldKind::text;
}

double number_of(double value) {
  return value;
}
double number_of(long long value) {
  return static_cast<double>(value);
}
template <class Number>
double number_of(const std::optional<Number>& value) {
  return number_of(*value);
}

template <Form form, class Member>
void set_member(Member& member, std::string_view name, std::string_view cell, const Range& range) {
  if constexpr (form == Form::text || form == Form::word) member = cell;
  if constexpr (form == Form::split) member = split_field(cell);
  if constexpr (kind_of(form) == FieldKind::list && form != Form::reals)
    member = split_list(cell, ';');
  if constexpr (form == Form::integer) member = integer(name, cell);
  if constexpr (form == Form::year) member = year(name, cell);
  if constexpr (form == Form::real) member = real(name, cell);
  if constexpr (form == Form::truth || form == Form::flag) member = boolean(name, cell);
  if constexpr (form == Form::reals) member = reals(name, cell);
  if constexpr (form == Form::integer || form == Form::real)
    if (!range.holds(number_of(member))) refuse(name, in_words(range), cell);
}

std::string text_of(const std::string& value) {
  return value;
}
std::string text_of(bool flag) {
  return flag ? "true" : "";
}
std::string text_of(const std::optional<bool>& truth) {
  return !truth ? "" : *truth ? "true" : "false";
}
template <class Number>
std::string text_of(const std::optional<Number>& value) {
  std::string text;
  if (value) append_number(text, *value);
  return text;
}

struct TextField {
  std::string_view name;
  FieldKind kind{};
  Range range{};
  void (*set)(Record&, const TextField& field, std::string_view cell) = nullptr;
  std::string (*get)(const Record&) = nullptr;  // none for a list
};

template <class One>
constexpr TextField text_field(const One& field) {
  TextField made{field.name, kind_of(One::form), field.range,
                 [](Record& record, const TextField& self, std::string_view cell) {
                   set_member<One::form>(record.*One::member, self.name, cell, self.range);
                 }};
  if constexpr (kind_of(One::form) != FieldKind::list)
    made.get = [](const Record& record) { return text_of(record.*One::member); };
  return made;
}

// A part of the segment, which itself has no cell.
template <Form form, auto part>
constexpr TextField segment_field(std::string_view name) {
  return {name, kind_of(form), kNotNegative,
          [](Record& record, const TextField& self, std::string_view cell) {
            if (!record.segment) record.segment.emplace();
            set_member<form>((*record.segment).*part, self.name, cell, self.range);
          },
          [](const Record& record) {
            return record.segment ? text_of(std::optional((*record.segment).*part)) : "";
          }};
}

constexpr bool has_cell(Form form) {
  return form != Form::segment && form != Form::matrix && form != Form::scores;
}

constexpr std::size_t kFieldsWithCell = std::apply(
    [](const auto&... fields) { return (std::size_t{has_cell(fields.form)} + ...); }, kFields);

constexpr auto kTextFields = [] {
  constexpr std::array parts = {
      segment_field<Form::integer, &Segment::index>("segment_index"),
      segment_field<Form::real, &Segment::start_s>("segment_start_s"),
      segment_field<Form::real, &Segment::duration_s>("segment_duration_s")};
  std::array<TextField, kFieldsWithCell + parts.size()> fields;
  std::size_t count = 0;
  each_field([&]<class One>(const One& field) {
    if constexpr (has_cell(One::form)) fields[count++] = text_field(field);
  });
  for (const TextField& part : parts) fields[count++] = part;
  return fields;
}();

const TextField* find_field(std::string_view name) {
  const std::string wanted = lower_case(trimmed(name));
  const auto found = std::ranges::find(kTextFields, wanted, &TextField::name);
  return found == kTextFields.end() ? nullptr : &*found;
}

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

std::string split_field(std::string_view text) {
  std::string name = split_name(text);
  return name.empty() ? std::string(text) : name;
}

std::string in_words(const Range& range) {
  const std::string low = to_text(range.low);
  return range.high == Range().high ? low + " or more" : low + " to " + to_text(range.high);
}

bool set_field(Record& record, std::string_view name, std::string_view cell) {
  const TextField* field = find_field(name);
  if (!field) return false;
  cell = trimmed(cell);
  if (!cell.empty()) field->set(record, *field, cell);
  return true;
}

std::optional<FieldKind> field_kind(std::string_view name) {
  const TextField* field = find_field(name);
  if (!field) return std::nullopt;
  return field->kind;
}

std::string field_text(const Record& record, std::string_view name) {
  const TextField* field = find_field(name);
  return field && field->get ? field->get(record) : std::string();
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
