#include "record/text_field.h"

#include <algorithm>
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

template <class Number>
std::string digits(Number value) {
  std::string text;
  append_number(text, value);
  return text;
}
template <class Number>
std::string digits(const std::optional<Number>& value) {
  return value ? digits(*value) : std::string();
}

struct TextField {
  std::string_view name;
  FieldKind kind;
  void (*set)(Record&, std::string_view name, std::string_view cell);
  std::string (*get)(const Record&);  // none for a list
};

template <std::string Record::*field>
constexpr TextField text_field(std::string_view name) {
  return {name, FieldKind::text,
          [](Record& r, std::string_view, std::string_view cell) { r.*field = cell; },
          [](const Record& r) { return r.*field; }};
}
template <std::optional<long long> Record::*field>
constexpr TextField integer_field(std::string_view name) {
  return {name, FieldKind::integer,
          [](Record& r, std::string_view n, std::string_view cell) { r.*field = integer(n, cell); },
          [](const Record& r) { return digits(r.*field); }};
}
template <std::optional<double> Record::*field>
constexpr TextField real_field(std::string_view name) {
  return {name, FieldKind::real,
          [](Record& r, std::string_view n, std::string_view cell) { r.*field = real(n, cell); },
          [](const Record& r) { return digits(r.*field); }};
}
template <std::vector<float> Record::*field>
constexpr TextField reals_field(std::string_view name) {
  return {name, FieldKind::list,
          [](Record& r, std::string_view n, std::string_view cell) { r.*field = reals(n, cell); },
          nullptr};
}
template <std::vector<std::string> Record::*field>
constexpr TextField texts_field(std::string_view name) {
  return {
      name, FieldKind::list,
      [](Record& r, std::string_view, std::string_view cell) { r.*field = split_list(cell, ';'); },
      nullptr};
}

Segment& segment_of(Record& record) {
  return record.segment ? *record.segment : record.segment.emplace();
}
template <double Segment::*part>
constexpr TextField segment_field(std::string_view name) {
  return {name, FieldKind::real,
          [](Record& r, std::string_view n, std::string_view cell) {
            segment_of(r).*part = real(n, cell);
          },
          [](const Record& r) { return r.segment ? digits((*r.segment).*part) : ""; }};
}
constexpr TextField kSegmentIndex = {
    "segment_index", FieldKind::integer,
    [](Record& r, std::string_view n, std::string_view cell) {
      segment_of(r).index = integer(n, cell);
    },
    [](const Record& r) { return r.segment ? digits(r.segment->index) : ""; }};
constexpr TextField kYear = {
    "year", FieldKind::integer,
    [](Record& r, std::string_view n, std::string_view cell) { r.year = year(n, cell); },
    [](const Record& r) { return digits(r.year); }};

template <bool Record::*field>
constexpr TextField flag_field(std::string_view name) {
  return {name, FieldKind::text,
          [](Record& r, std::string_view n, std::string_view cell) { r.*field = boolean(n, cell); },
          [](const Record& r) { return std::string(r.*field ? "true" : ""); }};
}
constexpr TextField kLiked = {
    "liked", FieldKind::text,
    [](Record& r, std::string_view n, std::string_view cell) { r.liked = boolean(n, cell); },
    [](const Record& r) {
      return std::string(!r.liked ? "" : *r.liked ? "true" : "false");
    }};

constexpr auto kFields = std::to_array<TextField>({
    text_field<&Record::path>("path"),
    text_field<&Record::label>("label"),
    text_field<&Record::group>("group"),
    text_field<&Record::split>("split"),
    integer_field<&Record::fold>("fold"),
    text_field<&Record::title>("title"),
    text_field<&Record::artist>("artist"),
    text_field<&Record::album>("album"),
    texts_field<&Record::genre>("genre"),
    text_field<&Record::language>("language"),
    flag_field<&Record::language_guessed>("language_guessed"),
    kYear,
    real_field<&Record::tempo_bpm>("tempo_bpm"),
    kLiked,
    integer_field<&Record::play_count>("play_count"),
    text_field<&Record::last_played>("last_played"),
    real_field<&Record::seed_weight>("seed_weight"),
    real_field<&Record::duration_s>("duration_s"),
    integer_field<&Record::sample_rate>("sample_rate"),
    kSegmentIndex,
    segment_field<&Segment::start_s>("segment_start_s"),
    segment_field<&Segment::duration_s>("segment_duration_s"),
    text_field<&Record::front_end>("front_end"),
    reals_field<&Record::features>("features"),
    text_field<&Record::predicted>("predicted"),
    reals_field<&Record::embedding>("embedding"),
    text_field<&Record::model>("model"),
    flag_field<&Record::trained_on>("trained_on"),
    integer_field<&Record::rank>("rank"),
    real_field<&Record::score>("score"),
    texts_field<&Record::reasons>("reasons"),
});

const TextField* find_field(std::string_view name) {
  const std::string wanted = lower_case(trimmed(name));
  const auto found = std::ranges::find(kFields, wanted, &TextField::name);
  return found == kFields.end() ? nullptr : &*found;
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

bool set_field(Record& record, std::string_view name, std::string_view cell) {
  const TextField* field = find_field(name);
  if (!field) return false;
  cell = trimmed(cell);
  if (!cell.empty()) field->set(record, field->name, cell);
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
