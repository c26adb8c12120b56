#include <algorithm>
#include <utility>

#include "base/number.h"
#include "web/api.h"

namespace melsift::web {
namespace {

const char* to_text(TasteTraining::State state) {
  switch (state) {
    case TasteTraining::State::none:
      return "none";
    case TasteTraining::State::training:
      return "training";
    case TasteTraining::State::ready:
      return "ready";
    case TasteTraining::State::failed:
      return "failed";
  }
  return "";
}

const char* to_text(ScanJob::State state) {
  switch (state) {
    case ScanJob::State::running:
      return "running";
    case ScanJob::State::done:
      return "done";
    case ScanJob::State::failed:
      return "failed";
  }
  return "";
}

Json json_of(const std::vector<Folder>& folders) {
  Json list = Json::array();
  for (const Folder& folder : folders) list.push_back({{"id", folder.id}, {"name", folder.name}});
  return list;
}

}  // namespace

Answer Api::feedback(Request& request) {
  const Json said = read_json(request);
  check_fields(said, {"track", "liked"});
  const auto id = text_field(said, "track");
  if (!id || !said.contains("liked")) throw Refusal{400, "expected track and liked", {}};
  const auto number = parse_integer(*id);
  const auto liked = bool_field(said, "liked");
  if (!number || !library_.set_liked(*number, liked))
    throw Refusal{404, "there is no track " + id->substr(0, 64), {}};
  Json json = {{"track", std::to_string(*number)}, {"liked", nullptr}};
  if (liked) json["liked"] = *liked;
  return answer_of(json);
}

Json Api::taste_json(const TasteTraining::Status& status, const Snapshot& snapshot) const {
  Json json = {{"state", to_text(status.state)},
               {"epoch", status.epoch},
               {"epochs", status.epochs},
               {"likes", snapshot.liked},
               {"dislikes", snapshot.disliked},
               {"needed_likes", kMinLiked - std::min(kMinLiked, snapshot.liked)},
               {"needed_dislikes", kMinLiked - std::min(kMinLiked, snapshot.disliked)}};
  if (!status.error.empty()) json["error"] = status.error;
  return json;
}

void Api::publish_taste(const TasteTraining::Status& status) {
  events_.publish("taste", text_of(taste_json(status, *library_.snapshot())));
}

Answer Api::taste(Request&) {
  return answer_of(taste_json(taste_.status(), *library_.snapshot()));
}

Answer Api::train_taste(Request&) {
  const auto snapshot = library_.snapshot();
  const auto refuse = [&](const std::string& words) {
    return answer_of(
        Json{{"error", words}, {"likes", snapshot->liked}, {"dislikes", snapshot->disliked}}, 409);
  };
  if (snapshot->liked < kMinLiked || snapshot->disliked < kMinLiked)
    return refuse("a taste needs at least " + std::to_string(kMinLiked) + " liked and " +
                  std::to_string(kMinLiked) + " disliked tracks");
  if (!taste_.start(snapshot)) return refuse("a taste is already being trained");
  return answer_of(Json{{"state", "training"}}, 202);
}

Answer Api::folders(Request& request) {
  if (!request.parameters.contains("in"))
    return answer_of(Json{{"folders", json_of(folders_.roots())}});
  const std::string id = request.parameter("in");
  const auto found = folders_.in(id);
  if (!found) throw Refusal{404, "there is no such folder", {}};
  return answer_of(
      Json{{"folders", json_of(*found)}, {"parents", json_of(folders_.parents_of(id))}});
}

void Api::publish_scan(const ScanJob::Status& status) {
  Json json = {{"job", status.job},
               {"done", status.done},
               {"total", status.total},
               {"new", status.added},
               {"failed", status.failed},
               {"dropped", status.dropped},
               {"state", to_text(status.state)}};
  if (!status.error.empty()) json["error"] = status.error;
  if (status.state != ScanJob::State::running && !status.failures.empty())
    json["failures"] = status.failures;
  events_.publish_state("scan", text_of(json));
  if (status.state == ScanJob::State::done) library_.refresh();
}

Answer Api::scan(Request& request) {
  const Json body = read_json(request);
  check_fields(body, {"folder", "prune"});
  const auto id = text_field(body, "folder");
  if (!id) throw Refusal{400, "expected folder", {}};
  const auto path = folders_.path_of(*id);
  if (!path) throw Refusal{404, "there is no such folder", {}};
  const auto job = scan_.start(*path, bool_field(body, "prune").value_or(false));
  if (!job) throw Refusal{409, "a scan is already running", {}};
  return answer_of(Json{{"job", *job}}, 202);
}

}  // namespace melsift::web
