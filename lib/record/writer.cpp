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
#include "record/json_text.h"

namespace melsift::record {
namespace {

static_assert(std::endian::native == std::endian::little, "mel data is written little-endian");

// The fields of one object, appended as they are added.  Absent fields are left out.
class Fields {
 public:
  Fields(std::string& out, const Record& record) : out_(out), record_(record) { out_ += '{'; }
  void end() { out_ += '}'; }

  void text(std::string_view name, const std::string& value) {
    if (value.empty()) return;
    begin(name);
    string(name, value);
  }
  void texts(std::string_view name, const std::vector<std::string>& values) {
    if (values.empty()) return;
    begin(name);
    list(values, [&](const std::string& value) { string(name, value); });
  }
  template <class Number>
  void number(std::string_view name, const std::optional<Number>& value) {
    if (!value) return;
    begin(name);
    finite(name, *value);
  }
  void flag(std::string_view name, bool value) {
    if (!value) return;
    begin(name);
    out_ += "true";
  }
  void truth(std::string_view name, const std::optional<bool>& value) {
    if (!value) return;
    begin(name);
    out_ += *value ? "true" : "false";
  }
  void numbers(std::string_view name, const std::vector<float>& values) {
    if (values.empty()) return;
    begin(name);
    list(values, [&](float value) { finite(name, value); });
  }
  void genre(const std::vector<std::string>& genres) {
    if (genres.size() == 1)
      text("genre", genres[0]);
    else
      texts("genre", genres);
  }
  void segment(const std::optional<Segment>& segment) {
    if (!segment) return;
    begin("segment");
    out_ += "{\"index\":";
    append_number(out_, segment->index);
    out_ += ",\"start_s\":";
    finite("segment", segment->start_s);
    out_ += ",\"duration_s\":";
    finite("segment", segment->duration_s);
    out_ += '}';
  }
  void mel(const Matrix& mel);
  void scores(const std::vector<Score>& scores);
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
  void string(std::string_view name, std::string_view value) {
    if (!is_utf8(value)) refuse(name, "is not valid UTF-8");
    append_json_string(out_, value);
  }
  void finite(std::string_view, long long value) { append_number(out_, value); }
  template <class Real>
  void finite(std::string_view name, Real value) {
    if (!std::isfinite(value)) refuse(name, "holds a number that is not finite");
    append_number(out_, value);
  }
  [[noreturn]] void refuse(std::string_view name, std::string_view problem) const {
    throw Error(ErrorKind::invalid_argument, record_.path.empty() ? "a record" : record_.path,
                std::string(name).append(" ").append(problem));
  }

  std::string& out_;
  const Record& record_;
};

void Fields::mel(const Matrix& mel) {
  if (mel.size() == 0) return;
  if (!mel.allFinite()) refuse("mel", "holds a number that is not finite");
  begin("mel");
  out_ += R"({"dtype":"float32","shape":[)";
  append_number(out_, static_cast<long long>(mel.rows()));
  out_ += ',';
  append_number(out_, static_cast<long long>(mel.cols()));
  out_ += R"(],"data":")";
  append_base64(out_, std::as_bytes(std::span(mel.data(), static_cast<std::size_t>(mel.size()))));
  out_ += "\"}";
}

void Fields::scores(const std::vector<Score>& scores) {
  if (scores.empty()) return;
  begin("scores");
  char before = '{';
  for (const Score& score : scores) {
    out_ += before;
    string("scores", score.label);
    out_ += ':';
    finite("scores", score.value);
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
  fields.text("path", record.path);
  fields.text("label", record.label);
  fields.text("group", record.group);
  fields.text("split", record.split);
  fields.number("fold", record.fold);
  fields.text("title", record.title);
  fields.text("artist", record.artist);
  fields.text("album", record.album);
  fields.genre(record.genre);
  fields.text("language", record.language);
  fields.flag("language_guessed", record.language_guessed);
  fields.number("year", record.year);
  fields.number("tempo_bpm", record.tempo_bpm);
  fields.truth("liked", record.liked);
  fields.number("play_count", record.play_count);
  fields.text("last_played", record.last_played);
  fields.number("seed_weight", record.seed_weight);
  fields.number("duration_s", record.duration_s);
  fields.number("sample_rate", record.sample_rate);
  fields.segment(record.segment);
  fields.text("front_end", record.front_end);
  fields.numbers("features", record.features);
  fields.mel(record.mel);
  fields.text("predicted", record.predicted);
  fields.scores(record.scores);
  fields.numbers("embedding", record.embedding);
  fields.text("model", record.model);
  fields.flag("trained_on", record.trained_on);
  fields.number("rank", record.rank);
  fields.number("score", record.score);
  fields.texts("reasons", record.reasons);
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
