#include "web/api.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "base/thread_start.h"
#include "base/version.h"
#include "web/page.h"

namespace melsift::web {
namespace {

std::string page_type(const std::string& name) {
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  return "image/png";
}

// Converts an Error of a handler to an HTTP status.
Refusal refusal_of(const Error& error) {
  switch (error.kind()) {
    case ErrorKind::invalid_argument:
      return {400, error.what(), {}};
    case ErrorKind::not_found:
      return {404, error.what(), {}};
    case ErrorKind::io:
    case ErrorKind::busy:
      return busy(error.what());
    default:
      return {500, error.what(), {}};
  }
}

// The id between `before` and `after`, as in /api/tracks/17/audio; nothing for another path.
std::optional<std::string> id_in(std::string_view path, std::string_view before,
                                 std::string_view after) {
  if (!path.starts_with(before) || !path.ends_with(after) ||
      path.size() <= before.size() + after.size())
    return std::nullopt;
  path.remove_prefix(before.size());
  path.remove_suffix(after.size());
  const bool known = path.size() <= 64 && std::ranges::all_of(path, [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
                     });
  if (!known) return std::nullopt;
  return std::string(path);
}

// "melnet, moods".
std::string names_of(const std::vector<std::string>& models) {
  std::string names;
  for (const std::string& path : models)
    names += (names.empty() ? "" : ", ") + std::filesystem::path(path).stem().string();
  return names;
}

BaseUrl base_url_of(const Settings& settings) {
  return settings.base_url.empty() ? BaseUrl() : parse_base_url(settings.base_url);
}

std::optional<recommend::IndexedTracks> opened(const std::vector<std::string>& indexes) {
  if (indexes.empty()) return std::nullopt;
  return std::make_optional<recommend::IndexedTracks>(indexes);
}

Guard guard_of(const Settings& settings) {
  std::vector<std::string> names = machine_names();
  names.push_back(settings.host);
  return {std::move(names), settings.token, base_url_of(settings), settings.allowed_hosts};
}

}  // namespace

Api::Api(const Settings& settings, Events& events, const Traffic& traffic)
    : settings_(settings),
      events_(events),
      traffic_(traffic),
      base_path_(base_url_of(settings).path),
      guard_(guard_of(settings)),
      analyser_(settings.models),
      model_name_(names_of(settings.models)),
      folders_(settings.music),
      drawing_(static_cast<std::ptrdiff_t>(std::clamp(settings.threads, 1U, 1024U))),
      library_(settings.catalogue,
               [this](const Snapshot& snapshot) {
                 events_.publish("catalogue", text_of({{"tracks", snapshot.tracks.size()}}));
               }),
      taste_(settings.taste, settings.catalogue + ".taste.safetensors",
             [this](const auto& status) { publish_taste(status); }),
      crowd_(settings.crowd, settings.listens, settings.user),
      index_(opened(settings.indexes)),
      scan_(settings.catalogue, settings.models, settings.threads,
            [this](const auto& status) { publish_scan(status); }),
      queue_(settings.threads, settings.limits.waiting_analyses) {
  if (!index_) return;
  facets_ = start_thread("the reader of the index", [this](const std::stop_token& stop) {
    try {
      index_->read_facets(settings_.threads, stop);
    } catch (const Error&) {  // the first request that needs them gets it
    }
  });
}

Answer Api::operator()(Request& request) {
  // A proxy may keep the base URL's path in the request, or remove it.
  if (!base_path_.empty() && request.path.starts_with(base_path_ + "/"))
    request.path.erase(0, base_path_.size());
  if (auto answer = guard_.log_in(request)) return std::move(*answer);
  guard_.check(request);
  struct Route {
    std::string_view method;
    std::string_view path;
    Handler handler;
  };
  static constexpr std::array kRoutes = {
      Route{"GET", "/api/health", &Api::health},
      Route{"GET", "/metrics", &Api::metrics},
      Route{"GET", "/api/events", &Api::subscribe},
      Route{"POST", "/api/classify", &Api::classify},
      Route{"POST", "/api/recommend", &Api::recommend},
      Route{"GET", "/api/tracks", &Api::tracks},
      Route{"GET", "/api/facets", &Api::facets},
      Route{"POST", "/api/feedback", &Api::feedback},
      Route{"GET", "/api/taste", &Api::taste},
      Route{"POST", "/api/taste", &Api::train_taste},
      Route{"GET", "/api/folders", &Api::folders},
      Route{"POST", "/api/scan", &Api::scan},
  };
  if (!base_path_.empty() && request.path == base_path_) {
    Answer answer;  // relative URLs of the page need the slash
    answer.status = 308;
    answer.type = "text/plain";
    answer.headers = {{"Location", base_path_ + "/"}};
    return answer;
  }
  const std::string& method = request.method == "HEAD" ? "GET" : request.method;
  try {
    std::string others;
    for (const Route& route : kRoutes) {
      if (route.path != request.path) continue;
      if (route.method == method) return (this->*route.handler)(request);
      others.append(others.empty() ? "" : ", ")
          .append(route.method == "GET" ? "GET, HEAD" : route.method);
    }
    struct IdRoute {
      std::string_view before, after;
      TrackHandler handler;
    };
    for (const IdRoute& route : {IdRoute{"/api/tracks/", "/audio", &Api::audio},
                                 IdRoute{"/api/uploads/", "/picture", &Api::picture}}) {
      const auto id = id_in(request.path, route.before, route.after);
      if (id && method == "GET") return (this->*route.handler)(request, *id);
      if (id) others = "GET, HEAD";
    }
    const std::string name = request.path == "/" ? "index.html" : request.path.substr(1);
    const bool is_file =
        std::ranges::any_of(page_files(), [&](const auto& f) { return f.name == name; });
    if (is_file && method == "GET") return page(request, name);
    if (is_file) others = "GET, HEAD";
    if (!others.empty()) throw Refusal{405, "this URL accepts only " + others, {{"Allow", others}}};
  } catch (const Error& error) {
    throw refusal_of(error);
  }
  throw Refusal{404, "there is nothing at this URL", {}};
}

Answer Api::page(const Request& request, const std::string& name) const {
  const auto file = std::ranges::find(page_files(), name, &PageFile::name);
  Answer answer;
  const std::string tag = "\"" + std::to_string(hash(file->bytes)) + "\"";
  answer.headers = {{"ETag", tag}, {"Cache-Control", "no-cache"}};
  answer.type = page_type(name);
  const std::string* known = find_header(request.headers, "If-None-Match");
  if (known && *known == tag) {
    answer.status = 304;
  } else {
    answer.body = file->bytes;
  }
  return answer;
}

Answer Api::health(Request&) {
  Json json = {{"status", "ok"},
               {"version", version()},
               {"tracks", library_.snapshot()->tracks.size()},
               {"model", nullptr},
               {"taste", taste_.has_taste()},
               {"crowd", crowd_.is_known()},
               {"indexed", nullptr},
               {"listeners", events_.listeners()},
               {"queue", {{"waiting", queue_.waiting()}, {"limit", queue_.limit()}}},
               {"max_upload_bytes", settings_.most_upload_bytes},
               {"scan", folders_.any()}};
  if (index_) json["indexed"] = index_->size();
  if (const model::Committee* committee = analyser_.committee())
    json["model"] = {{"labels", committee->labels()}, {"name", model_name_}};
  return answer_of(json);
}

Answer Api::metrics(Request&) {
  Answer answer;
  answer.type = "text/plain; version=0.0.4; charset=utf-8";
  answer.headers = {{"Cache-Control", "no-store"}};
  const auto gauge = [&](const char* name, const char* help, std::size_t value) {
    answer.body += metric_text(name, "gauge", help, static_cast<double>(value));
  };
  gauge("melsift_tracks", "Tracks of the catalogue.", library_.snapshot()->tracks.size());
  gauge("melsift_analyses_waiting", "Uploads that wait for an analysis.", queue_.waiting());
  gauge("melsift_event_listeners", "Clients that listen to events.", events_.listeners());
  answer.body += traffic_.metrics();
  return answer;
}

Answer Api::subscribe(Request& request) {
  if (!events_.has_room()) throw busy("too many listeners to events");
  Answer answer;
  answer.type = "text/event-stream";
  answer.subscribes_events = request.method == "GET";
  answer.headers = {{"Cache-Control", "no-cache"}, {"X-Accel-Buffering", "no"}};
  return answer;
}

}  // namespace melsift::web
