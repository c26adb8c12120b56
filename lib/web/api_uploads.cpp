#include <algorithm>
#include <chrono>
#include <utility>

#include "base/error.h"
#include "base/number.h"
#include "base/temporary_file.h"
#include "base/utf8.h"
#include "picture/track.h"
#include "record/confidence.h"
#include "web/api.h"

namespace melsift::web {
namespace {

using analysis::Analysis;
using analysis::Stage;

constexpr auto kEventInterval = std::chrono::milliseconds(100);
constexpr std::size_t kLongestName = 255;

// Thrown to end an analysis whose client has gone.
struct Unwanted {};

// The client's name of a file, for messages and as a title: no file is opened by it.
std::string name_of(const Request& request) {
  const std::string text = request.parameter("name");
  std::string_view given = text;
  std::string name;
  while (!given.empty() && name.size() < kLongestName) {
    const char32_t c = take_code_point(given);
    if (c >= 0x20 && c != 0x7F && c != kReplacement) append_code_point(name, c);
  }
  return name.empty() ? "the upload" : name;
}

std::string job_of(const Request& request) {
  std::string job = request.parameter("job");
  const bool known = job.size() <= 64 && std::ranges::all_of(job, [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || c == '_' || c == '-';
                     });
  if (!known) throw Refusal{400, "job: expected up to 64 letters, digits, - and _", {}};
  return job;
}

// Converts an Error to an HTTP status, with the name of the upload instead of the temporary file.
Refusal refusal_of(const Error& error, const std::string& path, const std::string& name) {
  const std::string words =
      error.culprit() == path ? name + ": " + std::string(error.detail()) : error.what();
  switch (error.kind()) {
    case ErrorKind::unsupported:
    case ErrorKind::not_found:
      return {415, words, {}};
    case ErrorKind::corrupt:
    case ErrorKind::invalid_argument:
      return {422, words, {}};
    default:
      return busy(words);
  }
}

Json json_of(const std::string& id, const Analysis& analysed, const model::Committee* committee) {
  const record::Record& record = analysed.record;
  Json json = {{"upload", id}, {"name", record.path}};
  for (const auto& [name, text] : {std::pair{"title", &record.title},
                                   {"artist", &record.artist},
                                   {"album", &record.album},
                                   {"language", &record.language},
                                   {"predicted", &record.predicted}})
    if (!text->empty()) json[name] = *text;
  if (!record.genre.empty()) json["genre"] = record.genre;
  if (const auto year = record::first_year(record)) json["year"] = *year;
  if (record.duration_s) json["duration_s"] = *record.duration_s;
  if (record.sample_rate) json["sample_rate"] = *record.sample_rate;
  if (committee != nullptr) {
    json["labels"] = committee->labels();
    json["unsure"] = record::is_unsure(record);
    json["scores"] = Json::array();
    for (const record::Score& score : record.scores) json["scores"].push_back(score.value);
    json["windows"] = Json::array();
    for (const analysis::Window& window : analysed.windows)
      json["windows"].push_back({{"start_s", window.start_s},
                                 {"duration_s", window.duration_s},
                                 {"scores", window.scores}});
  }
  const std::string picture = "/api/uploads/" + id + "/picture?theme=";
  json["pictures"] = {{"light", picture + "light"}, {"dark", picture + "dark"}};
  return json;
}

std::string draw(const Analysis& analysed, const picture::Style& style, picture::Format format) {
  std::vector<float> samples;
  samples.reserve(analysed.samples.size());
  for (const std::int16_t sample : analysed.samples)
    samples.push_back(static_cast<float>(sample) / 32768.0F);
  const record::Record& record = analysed.record;
  const picture::Caption caption{record.title.empty() ? record.path : record.title, record.artist};
  return picture::draw_track(samples, analysis::kPictureRate, caption, style, format);
}

const char* to_text(Stage stage) {
  switch (stage) {
    case Stage::decoding:
      return "decoding";
    case Stage::features:
      return "features";
    case Stage::classifying:
      return "classifying";
  }
  return "";
}

}  // namespace

// The front end of an upload's features, so that they can be compared with the tracks.
std::string Api::front_end() const {
  const std::string indexed = index_ ? index_->front_end() : std::string();
  return indexed.empty() ? library_.snapshot()->front_end : indexed;
}

Answer Api::classify(Request& request) {
  const std::string name = name_of(request), job = job_of(request);
  const Refusal too_large{
      413, name + ": larger than " + std::to_string(settings_.most_upload_bytes) + " bytes", {}};
  if (request.body_bytes && *request.body_bytes > settings_.most_upload_bytes) throw too_large;
  if (queue_.waiting() >= queue_.limit()) throw busy("too many tracks wait to be analysed");
  TemporaryFile bytes("", "the upload");
  bool fits = true;
  const bool whole = request.read_body([&](std::string_view piece) {
    fits = bytes.size() + piece.size() <= settings_.most_upload_bytes;
    if (fits) bytes.append(piece);
    return fits;
  });
  if (!fits) throw too_large;
  if (!whole) throw Refusal{400, name + ": the upload was interrupted", {}};
  if (bytes.size() == 0) throw Refusal{422, name + ": is empty", {}};
  const std::string path = bytes.path();

  const auto report = [&](const char* stage, double share) {
    if (!job.empty())
      events_.publish("analysis", text_of({{"job", job}, {"stage", stage}, {"share", share}}));
  };
  report("waiting", 0.0);
  std::chrono::steady_clock::time_point last_event;
  std::optional<Stage> last;
  const analysis::StageWatcher watch = [&](Stage stage, double share) {
    const auto now = std::chrono::steady_clock::now();
    if (stage == last && now - last_event < kEventInterval) return;
    last = stage;
    last_event = now;
    if (request.client_left()) throw Unwanted();
    report(to_text(stage), share);
  };
  Analysis analysed;
  try {
    const auto outcome = queue_.run([&] { analysed = analyser_(path, name, front_end(), watch); },
                                    [&] { return !request.client_left(); });
    if (outcome == AnalysisQueue::Outcome::full) throw busy("too many tracks wait to be analysed");
    if (outcome == AnalysisQueue::Outcome::unwanted) throw Unwanted();
  } catch (const Error& error) {
    throw refusal_of(error, path, name);
  } catch (const Unwanted&) {
    throw Refusal{400, name + ": cancelled", {}};
  }
  const std::string id = uploads_.add(std::move(analysed));
  const auto upload = uploads_.find(id);
  if (!upload) throw busy("too many uploads at once");
  report("done", 1.0);
  return answer_of(json_of(id, upload->analysis, analyser_.committee()));
}

Answer Api::picture(Request& request, const std::string& id) {
  const std::string theme = request.parameter("theme"), format = request.parameter("format");
  picture::Style style;
  picture::Format kind{};
  try {
    style.theme = picture::parse_theme(theme.empty() ? "light" : theme);
    kind = picture::parse_format(format.empty() ? "png" : format);
  } catch (const Error& error) {
    throw Refusal{400, error.what(), {}};
  }
  const auto upload = uploads_.find(id);
  if (!upload) throw Refusal{404, "the upload is unknown or has expired", {}};
  const std::lock_guard lock(upload->mutex);  // each picture is drawn once
  std::string& bytes = upload->pictures[theme + "." + format];
  if (bytes.empty()) {
    drawing_.acquire();
    try {
      bytes = draw(upload->analysis, style, kind);
    } catch (...) {
      drawing_.release();
      throw;
    }
    drawing_.release();
  }
  Answer answer;
  answer.type = kind == picture::Format::png ? "image/png" : "image/svg+xml";
  answer.body = bytes;
  return answer;
}

}  // namespace melsift::web
