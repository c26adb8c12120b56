// The server if the system refuses a thread.
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "catalogue/store.h"
#include "support/failing_call.h"
#include "support/support.h"
#include "web/analysis_queue.h"
#include "web/api.h"
#include "web/events.h"
#include "web/http_server.h"

using namespace melsift;
using namespace melsift::web;
using namespace std::chrono_literals;

namespace {

// Three tracks that are liked and three that are not.
std::string catalogue_in(const test::TemporaryFolder& folder) {
  const std::string path = folder.path("library.db");
  auto store = catalogue::Store::open(path, catalogue::Mode::write);
  for (int i = 0; i < 6; ++i) {
    record::Record track;
    track.path = "/music/" + std::to_string(i) + ".wav";
    track.genre = {i < 3 ? "rock" : "jazz"};
    track.liked = i < 3;
    store.put(track, "");
  }
  return path;
}

struct Client {
  Api& api;

  // The answer's status; its JSON into `json`.
  int ask(const std::string& method, const std::string& path, const std::string& body) {
    Request request;
    request.method = method;
    request.path = path;
    request.headers = {{"Host", "localhost"}, {"X-Melsift", "1"}};
    request.body_bytes = body.size();
    request.read_body = [&](const auto& use) { return use(body); };
    request.client_left = [] { return false; };
    Answer answer;
    try {
      answer = api(request);
    } catch (const Refusal& refusal) {
      answer = answer_of(refusal);
    }
    json = nlohmann::json::parse(answer.body);
    return answer.status;
  }
  nlohmann::json json;
};

}  // namespace

TEST_CASE("a queue ends if a thread is refused") {
  const test::FailingCall refusal("pthread_create", 3, EAGAIN);
  CHECK_THROWS_WITH_AS(AnalysisQueue(4, 8),
                       "thread 3 of 4: can't start: Resource temporarily unavailable", Error);
}

TEST_CASE("a server ends if a thread of its pool is refused") {
  Events events(1);
  Limits limits;
  limits.workers = 4;
  const test::FailingCall refusal("pthread_create", 3, EAGAIN);
  const auto make = [&] {
    HttpServer("127.0.0.1", 0, limits, events, [](Request&) { return Answer(); });
  };
  CHECK_THROWS_WITH_AS(make(), "thread 3 of 4: can't start: Resource temporarily unavailable",
                       Error);
}

TEST_CASE("a scan or a training without a thread is refused with 503; the next one runs") {
  const test::TemporaryFolder folder;
  Settings settings;
  settings.catalogue = catalogue_in(folder);
  std::filesystem::create_directory(folder.path("music"));
  settings.music = {folder.path("music")};
  Events events(1);
  const Traffic traffic({});
  Api api(settings, events, traffic);
  Client client{api, {}};
  REQUIRE(client.ask("GET", "/api/folders", "") == 200);
  const std::string wish = nlohmann::json{{"folder", client.json["folders"][0]["id"]}}.dump();
  for (const auto& [path, body] :
       {std::pair<std::string, std::string>{"/api/scan", wish}, {"/api/taste", "{}"}}) {
    CAPTURE(path);
    {
      const test::FailingCall refusal("pthread_create", 1, EAGAIN);
      CHECK(client.ask("POST", path, body) == 503);
    }
    const std::string words = client.json["error"];
    CHECK(words.find("can't start: Resource temporarily unavailable") != std::string::npos);
    CHECK(client.ask("POST", path, body) == 202);
  }
}
