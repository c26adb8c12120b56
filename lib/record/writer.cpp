#include "record/writer.h"

#include <bit>
#include <cmath>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/number.h"
#include "base/utf8.h"
#include "record/base64.h"
#include "record/fields.h"
#include "record/json_text.h"

namespace melsift::record {
namespace {

static_assert(std::endian::native == std::endian::little, "mel data is written little-endian");

// The fields of one object, appended as they are added.  Absent fields are left out.
class Fields {
 public:
  Fields(std::string& out, const Record& record) : out_(out), record_(record) { out_ += '{'; }
  void end() { out_ += '}'; }

  template <class One>
  void add(const One& field) {
    const auto& value = record_.*One::member;
    if (is_absent(value)) return;
    begin(field.name);
    if constexpr (One::form == Form::genres)
      genres(field.name, value);
    else
      append(field.name, value);
  }
  void extra(const std::vector<std::pair<std::string, std::string>>& fields);

 private:
  void begin(std::string_view name) {
    if (out_.back() != '{') out_ += ',';
    (out_ += '"').append(name).append("\":");
  }
  template <class Values, class Append>
  void list(const Values& values, const Append& append) {
    char before = '[';
    for (const auto& value : values) {
      out_ += before;
      append(value);
      before = ',';
    }
    out_ += ']';
  }
  static bool is_absent(bool value) { return !value; }
  static bool is_absent(const Matrix& value) { return value.size() == 0; }
  template <class Value>
  static bool is_absent(const std::optional<Value>& value) {
    return !value.has_value();
  }
  template <class List>
  static bool is_absent(const List& value) {
    return value.empty();
  }

  void append(std::string_view name, const std::string& value) { string(name, value); }
  void append(std::string_view, bool value) { out_ += value ? "true" : "false"; }
  void append(std::string_view name, float value) { finite(name, value); }
  void append(std::string_view name, double value) { finite(name, value); }
  void append(std::string_view, long long value) { append_number(out_, value); }
  template <class Value>
  void append(std::string_view name, const std::optional<Value>& value) {
    append(name, *value);
  }
  template <class Value>
  void append(std::string_view name, const std::vector<Value>& values) {
    list(values, [&](const Value& value) { append(name, value); });
  }
  void append(std::string_view name, const Segment& segment);
  void append(std::string_view name, const Matrix& matrix);
  void append(std::string_view name, const std::vector<Score>& scores);
  void genres(std::string_view name, const std::vector<std::string>& genres) {
    if (genres.size() == 1)
      string(name, genres[0]);
    else
      append(name, genres);
  }

  void string(std::string_view name, std::string_view value) {
    if (!is_utf8(value)) refuse(name, "is not valid UTF-8");
    append_json_string(out_, value);
  }
  template <class Real>
  void finite(std::string_view name, Real value) {
    if (!std::isfinite(value)) refuse(name, "contains a number that is not finite");
    append_number(out_, value);
  }
  [[noreturn]] void refuse(std::string_view name, std::string_view problem) const {
    throw Error(ErrorKind::invalid_argument, record_.path.empty() ? "a record" : record_.path,
                std::string(name).append(" ").append(problem));
  }

  std::string& out_;
  const Record& record_;
};

void Fields::append(std::string_view name, const Segment& segment) {
  out_ += "{\"index\":";
  append_number(out_, segment.index);
  out_ += ",\"start_s\":";
  finite(name, segment.start_s);
  out_ += ",\"duration_s\":";
  finite(name, segment.duration_s);
  out_ += '}';
}

void Fields::append(std::string_view name, const Matrix& matrix) {
  if (!matrix.allFinite()) refuse(name, "contains a number that is not finite");
  out_ += R"({"dtype":"float32","shape":[)";
  append_number(out_, static_cast<long long>(matrix.rows()));
  out_ += ',';
  append_number(out_, static_cast<long long>(matrix.cols()));
  out_ += R"(],"data":")";
  append_base64(out_,
                std::as_bytes(std::span(matrix.data(), static_cast<std::size_t>(matrix.size()))));
  out_ += "\"}";
}

void Fields::append(std::string_view name, const std::vector<Score>& scores) {
  char before = '{';
  for (const Score& score : scores) {
    out_ += before;
    string(name, score.label);
    out_ += ':';
    finite(name, score.value);
    before = ',';
  }
  out_ += '}';
}

void Fields::extra(const std::vector<std::pair<std::string, std::string>>& fields) {
  for (const auto& [name, raw] : fields) {
    if (out_.back() != '{') out_ += ',';
    string("a field's name", name);
    (out_ += ':').append(raw);
  }
}

void append_fields(std::string& out, const Record& record) {
  Fields fields(out, record);
  each_field([&](const auto& field) { fields.add(field); });
  fields.extra(record.extra);
  fields.end();
}

}  // namespace

void append_json(std::string& out, const Record& record) {
  const std::size_t before = out.size();
  try {
    append_fields(out, record);
  } catch (...) {
    out.resize(before);
    throw;
  }
}

std::string to_json(const Record& record) {
  std::string out;
  append_json(out, record);
  return out;
}

void Writer::write(const Record& record) {
  line_.clear();
  append_json(line_, record);
  line_ += '\n';
  file_.write(line_);
}

}  // namespace melsift::record
