#include "record/reader.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <simdjson.h>

#include "base/error.h"
#include "base/number.h"
#include "record/base64.h"
#include "record/fields.h"
#include "record/json_text.h"
#include "record/lines.h"
#include "record/text_field.h"

namespace melsift::record {
namespace {

using simdjson::ondemand::json_type;
using simdjson::ondemand::value;

static_assert(LineSource::kRoom >= simdjson::SIMDJSON_PADDING);
static_assert(std::endian::native == std::endian::little, "mel data is read as little-endian");

// The problem of a field; next() puts file, line and field before it.
struct Refusal {
  ErrorKind kind;
  std::string detail;
};

[[noreturn]] void refuse(std::string detail, ErrorKind kind = ErrorKind::corrupt) {
  throw Refusal{kind, std::move(detail)};
}

// simdjson's messages are for its callers; these are for the author of the line.
std::string_view describe(simdjson::error_code error) {
  switch (error) {
    case simdjson::UTF8_ERROR:
      return "not valid UTF-8";
    case simdjson::UNCLOSED_STRING:
      return "a string without its closing quote";
    case simdjson::UNESCAPED_CHARS:
      return "a control character in a string";
    case simdjson::STRING_ERROR:
      return "a bad escape in a string";
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
      return "truncated: a bracket is not closed";
    case simdjson::INCORRECT_TYPE:
      return "not a JSON object";
    case simdjson::MEMALLOC:
      return "out of memory";
    default:
      return "not valid JSON";
  }
}

std::string_view text(value v) {
  std::string_view out;
  if (const auto error = v.get_string().get(out)) {
    if (error == simdjson::INCORRECT_TYPE) refuse("expected a string");
    throw simdjson::simdjson_error(error);
  }
  return out;
}

// A number of `features` and `embedding`.  simdjson rounds the decimal to double, and the cast
// rounds again; the result differs from rounding once only if the double is exactly between two
// floats.  In this case the decimal itself decides.
float real32(value v, const char* expectation = "expected a list of finite numbers") {
  double wide;
  if (v.get_double().get(wide)) refuse(expectation);
  constexpr std::uint64_t kBelowFloat = (std::uint64_t{1} << 29) - 1;
  constexpr std::uint64_t kHalf = std::uint64_t{1} << 28;
  auto narrow = static_cast<float>(wide);
  if ((std::bit_cast<std::uint64_t>(wide) & kBelowFloat) == kHalf ||
      std::abs(wide) < std::numeric_limits<float>::min()) {
    const std::string_view token = v.raw_json_token();
    float exact;
    const auto read = std::from_chars(token.data(), token.data() + token.size(), exact);
    if (read.ec == std::errc()) narrow = exact;  // otherwise underflow: the cast is correct
  }
  if (!std::isfinite(narrow)) refuse(expectation);
  return narrow;
}

double real(value v) {
  double out;
  if (v.get_double().get(out)) refuse("expected a number");
  return out;
}

bool boolean(value v) {
  bool out;
  if (v.get_bool().get(out)) refuse("expected true or false");
  return out;
}

// Also accepts integers as "2.0", which pandas writes for a column with gaps.
long long integer(value v) {
  std::int64_t out;
  if (v.get_int64().get(out) == simdjson::SUCCESS) return out;
  double wide;
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (v.get_double().get(wide) || std::trunc(wide) != wide || std::abs(wide) > kExact)
    refuse("expected an integer");
  return static_cast<long long>(wide);
}

// The text of a number, true or false, for fields that are names: label 3 is "3".
std::string scalar_text(value v) {
  switch (v.type()) {
    case json_type::string:
      return std::string(text(v));
    case json_type::boolean:
      return v.get_bool() ? "true" : "false";
    case json_type::number: {
      const std::string_view token = trimmed(v.raw_json_token());
      if (double ignored; v.get_double().get(ignored)) refuse("expected a string or a number");
      return std::string(token);
    }
    default:
      refuse("expected a string or a number");
  }
}

simdjson::ondemand::array array(value v, const char* expectation) {
  simdjson::ondemand::array out;
  if (v.get_array().get(out)) refuse(expectation);
  return out;
}

simdjson::ondemand::object object(value v, const char* expectation) {
  simdjson::ondemand::object out;
  if (v.get_object().get(out)) refuse(expectation);
  return out;
}

std::vector<std::string> texts(value v, const char* expectation) {
  std::vector<std::string> out;
  for (value element : array(v, expectation)) out.emplace_back(text(element));
  return out;
}

std::vector<float> reals(value v) {
  std::vector<float> numbers;
  numbers.reserve(64);
  for (value element : array(v, "expected a list of finite numbers"))
    numbers.push_back(real32(element));
  return numbers;
}

// On-Demand checks only values that are read; skipped values and those that pass through must be
// valid JSON, too.
void check(value v, int depth = 0) {
  if (depth > 512) refuse("nested too deeply");
  switch (v.type()) {
    case json_type::array:
      for (value element : v.get_array()) check(element, depth + 1);
      return;
    case json_type::object:
      for (auto field : v.get_object()) {
        field.unescaped_key().value();
        check(field.value(), depth + 1);
      }
      return;
    case json_type::string:
      text(v);
      return;
    case json_type::number:
      if (!is_json_number(trimmed(v.raw_json_token()))) refuse("not valid JSON");
      return;
    default:
      const std::string_view token = trimmed(v.raw_json_token());
      if (token != "true" && token != "false" && token != "null") refuse("not valid JSON");
  }
}

void read_genres(std::vector<std::string>& genres, value v) {
  if (v.type() == json_type::array) {
    genres = texts(v, "expected a string or a list of strings");
    std::erase(genres, std::string());
  } else if (const auto genre = text(v); !genre.empty()) {
    genres.assign(1, std::string(genre));
  }
}

void read_year(std::optional<long long>& year, value v) {
  if (v.type() != json_type::string) {
    year = integer(v);
    return;
  }
  const std::string_view date = text(v);
  if (date.empty()) return;
  year = parse_year(date);
  if (!year) refuse("expected a year or a date, got \"" + std::string(date) + "\"");
}

double in_range(double number, const Range& range, value v) {
  if (!range.holds(number))
    refuse("expected " + in_words(range) + ", got " + std::string(trimmed(v.raw_json_token())));
  return number;
}

Segment segment(value v, const Range& range) {
  Segment segment;
  for (auto field : object(v, "expected {\"index\", \"start_s\", \"duration_s\"}")) {
    const std::string_view name = field.unescaped_key();
    value part = field.value();
    if (name == "index")
      in_range(static_cast<double>(segment.index = integer(part)), range, part);
    else if (name == "start_s")
      segment.start_s = in_range(real(part), range, part);
    else if (name == "duration_s")
      segment.duration_s = in_range(real(part), range, part);
    else
      check(part);
  }
  return segment;
}

std::vector<Score> scores(value v, const Range& range) {
  std::vector<Score> scores;
  for (auto field : object(v, "expected an object of numbers")) {
    std::string label(field.unescaped_key().value());
    value score = field.value();
    scores.push_back({std::move(label), real32(score, "expected an object of numbers")});
    in_range(static_cast<double>(scores.back().value), range, score);
  }
  return scores;
}

void read_matrix(Matrix& matrix, value v) {
  constexpr const char* kExpectation =
      "expected {\"dtype\":\"float32\", \"shape\":[bands, frames], \"data\":\"<base64>\"}";
  std::string_view dtype, data;
  std::vector<long long> shape;
  for (auto field : object(v, kExpectation)) {
    const std::string_view name = field.unescaped_key();
    if (name == "dtype") {
      dtype = text(field.value());
    } else if (name == "data") {
      data = text(field.value());
    } else if (name == "shape") {
      shape.clear();
      for (value extent : array(field.value(), kExpectation)) shape.push_back(integer(extent));
    } else {
      check(field.value());
    }
  }
  if (dtype != "float32" && !dtype.empty())
    refuse("dtype " + std::string(dtype) + ", expected float32", ErrorKind::unsupported);
  constexpr long long kLargest = 1 << 24;  // each; keeps the product far from overflow
  const auto possible = [](long long extent) { return extent > 0 && extent <= kLargest; };
  if (dtype.empty() || shape.size() != 2 || !std::ranges::all_of(shape, possible))
    refuse(kExpectation);
  // Before memory is allocated for the shape.
  const auto bytes = static_cast<std::size_t>(shape[0] * shape[1]) * sizeof(float);
  if (data.size() != (bytes + 2) / 3 * 4) refuse("the data is not as long as the shape says");
  matrix.resize(shape[0], shape[1]);
  if (!decode_base64(data, std::as_writable_bytes(std::span(matrix.data(), bytes / sizeof(float)))))
    refuse("the data is not base64");
  if (!matrix.allFinite()) refuse("contains a number that is not finite");
}

template <Form form, class Member>
void read_member(Member& member, value v, const Range& range) {
  if constexpr (form == Form::text) member = text(v);
  if constexpr (form == Form::split) member = split_field(text(v));
  if constexpr (form == Form::word) member = scalar_text(v);
  if constexpr (form == Form::genres || form == Form::names) read_genres(member, v);
  if constexpr (form == Form::texts) member = texts(v, "expected a list of strings");
  if constexpr (form == Form::integer) member = integer(v);
  if constexpr (form == Form::year) read_year(member, v);
  if constexpr (form == Form::real) member = real(v);
  if constexpr (form == Form::truth || form == Form::flag) member = boolean(v);
  if constexpr (form == Form::reals) member = reals(v);
  if constexpr (form == Form::segment) member = segment(v, range);
  if constexpr (form == Form::matrix) read_matrix(member, v);
  if constexpr (form == Form::scores) member = scores(v, range);
  if constexpr (form == Form::integer || form == Form::real)
    in_range(static_cast<double>(*member), range, v);
}

struct FieldReader {
  std::string_view name;
  Range range;
  void (*read)(Record&, value, const Range&);
};

template <class One>
constexpr FieldReader reader_of(const One& field) {
  return {field.name, field.range, [](Record& record, value v, const Range& range) {
            read_member<One::form>(record.*One::member, v, range);
          }};
}

constexpr auto kReaders =
    std::apply([](const auto&... fields) { return std::array{reader_of(fields)...}; }, kFields);

// The index of `name` in kReaders, or the size of kReaders.  Records of a stream have the same
// fields in the same order, so the search begins where the last one ended.
std::size_t find_field(std::string_view name, std::size_t from) {
  for (std::size_t i = from; i < kReaders.size(); ++i)
    if (kReaders[i].name == name) return i;
  for (std::size_t i = 0; i < from; ++i)
    if (kReaders[i].name == name) return i;
  return kReaders.size();
}

// The unchanged bytes of a value in the line.
std::string raw_text(value v) {
  const std::string_view token = v.raw_json_token();
  const json_type type = v.type();
  check(v);
  if (type != json_type::array && type != json_type::object) return std::string(trimmed(token));
  const char* behind = v.current_location();  // the next token: a comma or a bracket
  return std::string(trimmed(std::string_view(token.data(), behind)));
}

}  // namespace

struct Reader::State {
  explicit State(LineSource source) : lines(std::move(source)) {}

  void read(std::string_view line, Record& record);

  LineSource lines;
  simdjson::ondemand::parser parser;
  std::string field;  // the field being read, for messages
};

void Reader::State::read(std::string_view line, Record& record) {
  field.clear();
  auto document = parser.iterate(line, line.size() + LineSource::kRoom).value();
  std::size_t expected = 0;
  for (auto entry : document.get_object()) {
    const std::string_view name = entry.unescaped_key();
    field = name;
    const std::size_t known = find_field(name, expected);
    value v = entry.value();
    if (known == kReaders.size()) {
      record.extra.emplace_back(name, raw_text(v));
    } else {
      expected = known + 1;
      if (!v.is_null()) kReaders[known].read(record, v, kReaders[known].range);
    }
  }
  field.clear();
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
    refuse("text follows the object");
}

Reader::Reader(const std::string& path, std::string_view begun) : Reader(LineSource(path, begun)) {}
Reader::Reader(LineSource lines) : state_(std::make_unique<State>(std::move(lines))) {}
Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

Reader Reader::over(std::string name, std::string bytes) {
  return Reader(LineSource::over(std::move(name), std::move(bytes)));
}

std::string Reader::where() const {
  return state_->lines.where();
}

bool Reader::next(Record& record) {
  record = Record();
  const auto failed = [&](ErrorKind kind, std::string_view detail) {
    record = Record();
    const std::string in = state_->field.empty() ? "" : state_->field + ": ";
    return Error(kind, where(), in + std::string(detail));
  };
  while (const auto line = state_->lines.next()) {
    if (trimmed(*line).empty()) continue;
    try {
      state_->read(*line, record);
      return true;
    } catch (const Refusal& refusal) {
      throw failed(refusal.kind, refusal.detail);
    } catch (const simdjson::simdjson_error& error) {
      throw failed(ErrorKind::corrupt, describe(error.error()));
    }
  }
  return false;
}

}  // namespace melsift::record
