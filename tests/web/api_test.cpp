// The handlers of the JSON API, called without a socket.
#include <chrono>
#include <cmath>
#include <filesystem>
#include <numbers>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <sndfile.h>

#include "base/file.h"
#include "catalogue/store.h"
#include "crowd/crowd_model.h"
#include "index/writer.h"
#include "record/writer.h"
#include "support/support.h"
#include "web/api_requests.h"

using namespace melsift;
using namespace melsift::web;
using namespace std::chrono_literals;

namespace {

// Track i of a circle of `count`: neighbours sound alike.
record::Record track(int i, int count) {
  const double angle = 2.0 * std::numbers::pi * i / count;
  record::Record record;
  record.path = "/music/" + std::to_string(i) + ".wav";
  record.title = "t" + std::to_string(i);
  record.artist = "a" + std::to_string(i);
  record.genre = {"rock"};
  record.year = 1990;
  record.front_end = "circle";
  record.features = {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))};
  return record;
}

// A catalogue of the first `catalogued` tracks of 100, and requests to its Api.
class Asked {
 public:
  explicit Asked(int catalogued) : events_(1) {
    settings_.catalogue = folder_.path("library.db");
    auto store = catalogue::Store::open(settings_.catalogue, catalogue::Mode::write);
    for (int i = 0; i < catalogued; ++i) store.put(track(i, 100), "");
  }

  Settings& settings() { return settings_; }
  const test::TemporaryFolder& folder() const { return folder_; }

  Json post(const std::string& path, const Json& body) {
    return Json::parse(answer(path, body).body);
  }
  int refusal(const std::string& path, const Json& body) {
    try {
      answer(path, body);
    } catch (const Refusal& refusal) {
      return refusal.status;
    }
    return 200;
  }
  Json get(const std::string& path, const std::string& sort = "") {
    Request request = test::api_request(path);
    request.parameters = {{"limit", "200"}, {"sort", sort}};
    return Json::parse(api()(request).body);
  }
  // The catalogue's id of a track.
  std::string id_of(int i) {
    const Json found = get("/api/tracks");
    for (const Json& one : found["tracks"])
      if (one["title"] == "t" + std::to_string(i)) return one["id"];
    return "";
  }

 private:
  Answer answer(const std::string& path, const Json& body) {
    Request request = test::api_request(path, body);
    return api()(request);
  }
  Api& api() {
    if (!api_) api_.emplace(settings_, events_, traffic_);
    return *api_;
  }

  test::TemporaryFolder folder_;
  Settings settings_;
  Events events_;
  Traffic traffic_{{}};
  std::optional<Api> api_;
};

std::vector<std::string> all(const Json& answer, const char* field) {
  std::vector<std::string> values;
  for (const Json& one : answer["tracks"]) values.push_back(one.value(field, ""));
  return values;
}

bool has_kind(const Json& facts, const std::string& kind) {
  return std::ranges::any_of(facts, [&](const Json& fact) { return fact["kind"] == kind; });
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("recommendations carry reasons, notes and warnings as text and as data") {
  Asked asked(30);
  const Json answer = asked.post("/api/recommend", {{"genres", {"rock", "rokc"}},
                                                    {"like", {asked.id_of(10), asked.id_of(20)}},
                                                    {"count", 4},
                                                    {"taste", true},
                                                    {"crowd", true}});
  REQUIRE(answer["tracks"].size() == 4);
  for (const Json& one : answer["tracks"]) {
    REQUIRE(one["why"].size() == one["reasons"].size());
    CHECK(one["reasons"][0] == "genre rock");
    CHECK(one["why"][0] == Json{{"kind", "genre"}, {"genre", "rock"}});
    CHECK(has_kind(one["why"], "nearest"));
    CHECK(has_kind(one["why"], "sound"));
    CHECK_FALSE(one.contains("catalogued"));
  }
  CHECK(answer["warnings"].size() == 3);
  CHECK(answer["warnings"][0] ==
        "there is no taste yet: like and dislike some tracks, and train it");
  REQUIRE(answer["why"].size() == answer["warnings"].size() + answer["notes"].size());
  CHECK(answer["why"][0]["kind"] == "no_taste");
  CHECK(answer["why"][1]["kind"] == "no_crowd");
  CHECK(answer["why"][2]["kind"] == "missing_genre");
  CHECK(asked.get("/api/health")["crowd"] == false);
  CHECK(asked.get("/api/health")["indexed"].is_null());
  CHECK(asked.refusal("/api/recommend", {{"crowd", "yes"}}) == 400);
  CHECK(asked.refusal("/api/recommend", {{"like", {"index-3"}}}) == 404);
}

TEST_CASE("plays of others are part of the ranking: the user's own plays are left out") {
  Asked asked(20);
  // Users who play t1 play t2 and t3; the other half plays t8 and t9.
  crowd::Listens::Builder listens;
  for (int user = 0; user < 10; ++user)
    for (const int i : user < 5 ? std::vector{1, 2, 3} : std::vector{8, 9})
      listens.add(
          {"u" + std::to_string(user), "a" + std::to_string(i) + " - t" + std::to_string(i), 1.0});
  crowd::Settings settings;
  settings.arch = crowd::Arch::item_knn;
  asked.settings().crowd = asked.folder().file(
      "crowd.model",
      crowd::encode_crowd(crowd::train_crowd(std::move(listens).build(), settings, 1, 1)));
  asked.settings().listens = asked.folder().file("plays.tsv", "user\titem\nme\ta1 - t1\n");
  asked.settings().user = "me";
  CHECK(asked.get("/api/health")["crowd"] == true);

  const Json answer = asked.post("/api/recommend", {{"crowd", true}, {"count", 19}});
  REQUIRE(answer["tracks"].size() == 19);
  const Texts titles = all(answer, "title");
  CHECK(std::ranges::count(titles, "t1") == 0);
  // t2 and t3 are nearest to the played track both by sound and by the crowd.
  CHECK(std::ranges::count(std::vector(titles.begin(), titles.begin() + 2), "t2") == 1);
  CHECK(std::ranges::count(std::vector(titles.begin(), titles.begin() + 2), "t3") == 1);
  CHECK(has_kind(answer["tracks"][0]["why"], "voice"));
  CHECK(answer["warnings"].empty());
  // With another seed track, the played one is left out and is not a seed.
  const Json near =
      asked.post("/api/recommend", {{"crowd", true}, {"like", {asked.id_of(15)}}, {"count", 18}});
  CHECK(std::ranges::count(all(near, "title"), "t1") == 0);
  for (const Json& one : near["tracks"]) CHECK_FALSE(has_kind(one["why"], "nearest"));
  // Without the crowd it may be an answer.
  CHECK(std::ranges::count(
            all(asked.post("/api/recommend", {{"genres", {"rock"}}, {"count", 20}}), "title"),
            "t1") == 1);
}

TEST_CASE("a wish may exclude genres and artists, and keep an artist's tracks apart") {
  Asked asked(20);
  const Json answer = asked.post(
      "/api/recommend", {{"like", {asked.id_of(5)}}, {"not_artists", {"A6", "a4"}}, {"count", 2}});
  Texts titles = all(answer, "title");
  std::ranges::sort(titles);
  CHECK(titles == Texts{"t2", "t3"});
  CHECK(
      asked.post("/api/recommend", {{"like", {asked.id_of(5)}}, {"not_genres", {"Rock"}}})["tracks"]
          .empty());
  CHECK(asked.refusal("/api/recommend", {{"not_genres", {"?"}}}) == 400);
  CHECK(asked.refusal("/api/recommend", {{"no_repeat_artist", 0.5}}) == 400);
  // So does the list beside the catalogue.
  asked.folder().file("library.db.ignore", "artist a6\n");
  const Json near = asked.post("/api/recommend", {{"like", {asked.id_of(5)}}, {"count", 1}});
  CHECK(all(near, "title") == Texts{"t4"});
}

TEST_CASE("a journey leads from one track to another") {
  Asked asked(30);
  const Json answer = asked.post("/api/recommend",
                                 {{"from", asked.id_of(2)}, {"to", asked.id_of(8)}, {"count", 4}});
  CHECK(all(answer, "title") == Texts{"t2", "t4", "t6", "t8"});
  CHECK(answer["tracks"][1]["why"][0]["kind"] == "step");
  CHECK(asked.refusal("/api/recommend", {{"from", asked.id_of(2)}}) == 400);
  CHECK(asked.refusal("/api/recommend", {{"from", asked.id_of(2)}, {"to", asked.id_of(2)}}) == 400);
  CHECK(asked.refusal("/api/recommend", {{"from", asked.id_of(2)}, {"to", "999"}}) == 404);
}

TEST_CASE("a radio plays on from what was played, away from what was skipped") {
  Asked asked(30);
  const auto next = [&](const std::vector<int>& played, const std::vector<int>& skipped) {
    Json wish = {{"count", 1}, {"played", Json::array()}, {"skipped", Json::array()}};
    for (const int i : played) wish["played"].push_back(asked.id_of(i));
    for (const int i : skipped) wish["skipped"].push_back(asked.id_of(i));
    return all(asked.post("/api/recommend", wish), "title").at(0);
  };
  CHECK(next({10, 11, 12}, {}) == "t9");
  CHECK(next({10, 11, 12, 9}, {}) == "t8");
  const std::string away = next({10, 14, 15}, {14, 15});
  CHECK(std::stoi(away.substr(1)) < 10);
  CHECK(asked.refusal("/api/recommend", {{"played", {"999"}}}) == 404);
}

TEST_CASE("an index answers by sound, with ids and likes of the catalogue") {
  Asked asked(50);
  asked.settings().indexes = {asked.folder().path("tracks.index")};
  index::Writer writer(asked.settings().indexes.front(), "features of 2 values (circle)");
  for (int i = 0; i < 100; ++i) {
    record::Record record = track(i, 100);
    const auto features = record.features;
    record.features.clear();
    record.front_end.clear();
    writer.add(features, record::to_json(record));
  }
  writer.close({});
  CHECK(asked.get("/api/health")["indexed"] == 100);
  CHECK(asked.get("/api/health")["tracks"] == 50);

  const std::string edge = asked.id_of(49), disliked = asked.id_of(48);
  asked.post("/api/feedback", {{"track", disliked}, {"liked", false}});
  asked.post("/api/feedback", {{"track", asked.id_of(47)}, {"liked", true}});
  Json answer = asked.post("/api/recommend", {{"like", {edge}}, {"count", 3}});
  Texts titles = all(answer, "title");
  std::ranges::sort(titles);
  CHECK(titles == Texts{"t47", "t50", "t51"});  // t48 is disliked since
  for (const Json& one : answer["tracks"]) {
    const int i = std::stoi(one["title"].get<std::string>().substr(1));
    CHECK(one["id"] == (i < 50 ? asked.id_of(i) : "index-" + std::to_string(i)));
    CHECK(one.value("catalogued", true) == (i < 50));
    CHECK(one["liked"] == (i == 47 ? Json(true) : Json(nullptr)));
  }
  // A track that only the index has can be a seed, but can't be liked.
  answer = asked.post("/api/recommend", {{"like", {"index-70"}}, {"count", 2}});
  titles = all(answer, "title");
  std::ranges::sort(titles);
  CHECK(titles == Texts{"t69", "t71"});
  CHECK(asked.refusal("/api/feedback", {{"track", "index-70"}, {"liked", true}}) == 404);
  for (const char* id : {"index-100", "index--1", "index-", "index-7x"})
    CHECK(asked.refusal("/api/recommend", {{"like", {id}}}) == 404);
  // Without a seed the catalogue answers.
  const Json by_genre = asked.post("/api/recommend", {{"genres", {"rock"}}});
  for (const Json& one : by_genre["tracks"]) CHECK_FALSE(one.contains("catalogued"));
}

TEST_CASE("an index finds a rare genre wherever its tracks are") {
  Asked asked(1);
  asked.settings().indexes = {asked.folder().path("tracks.index")};
  constexpr int kTracks = 5000;
  index::Writer writer(asked.settings().indexes.front(), "features of 2 values (circle)");
  for (int i = 0; i < kTracks; ++i) {
    record::Record record = track(i, kTracks);
    if (i % 1000 == 999) record.genre = {"polka"};  // five of them
    const auto vector = record.features;
    record.features.clear();
    record.front_end.clear();
    writer.add(vector, record::to_json(record));
  }
  writer.close({});
  const Json found =
      asked.post("/api/recommend", {{"like", {"index-1"}}, {"genres", {"Polka"}}, {"count", 5}});
  Texts titles = all(found, "title");
  std::ranges::sort(titles);
  CHECK(titles == Texts{"t1999", "t2999", "t3999", "t4999", "t999"});
}

TEST_CASE("facets are the genres, languages and years of the catalogue") {
  Asked asked(3);
  const Json facets = asked.get("/api/facets");
  CHECK(facets["genres"] == Json::parse(R"([{"name": "rock", "count": 3}])"));
  CHECK(facets["languages"].empty());
  CHECK(facets["years"] == Json::parse(R"({"first": 1990, "last": 1990})"));
}

TEST_CASE("a body that is no valid wish is refused") {
  Asked asked(1);
  for (const char* body : {"[]", R"({"count": "ten"})", R"({"counts": 10})", R"({"genres": 7})",
                           R"({"taste": "yes"})", R"({"years": 1990})"})
    CHECK(asked.refusal("/api/recommend", Json::parse(body)) == 400);
  Json deep = Json::array();
  for (int i = 0; i < 20; ++i) deep = Json::array({deep});
  CHECK(asked.refusal("/api/recommend", {{"genres", deep}}) == 400);
  CHECK(asked.refusal("/api/recommend", {{"genres", {std::string(2'000'000, 'x')}}}) == 413);
}

TEST_CASE("a scan drops lost tracks on request") {
  Asked asked(0);
  const std::string music = asked.folder().path("music");
  std::filesystem::create_directory(music);
  std::vector<float> tone(22050);
  for (std::size_t i = 0; i < tone.size(); ++i)
    tone[i] = 0.3F * std::sin(0.1F * static_cast<float>(i));
  for (const char* name : {"/a.wav", "/b.wav"}) {
    test::write_audio(music + name, tone, 1, 22050, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    tone[0] += 0.1F;
  }
  asked.folder().file("music/bad.wav", "no sound");
  asked.settings().music = {music};
  const auto scan = [&](bool prune, std::size_t tracks) {
    const std::string folder = asked.get("/api/folders")["folders"][0]["id"];
    for (int i = 0; i < 500; ++i) {
      if (asked.refusal("/api/scan", {{"folder", folder}, {"prune", prune}}) == 200) break;
      std::this_thread::sleep_for(10ms);  // one is still running
    }
    for (int i = 0; i < 500 && asked.get("/api/tracks")["total"] != tracks; ++i)
      std::this_thread::sleep_for(10ms);
    CHECK(asked.get("/api/tracks")["total"] == tracks);
  };
  scan(false, 2);
  CHECK(all(asked.get("/api/tracks", "title"), "title") == Texts{"a", "b"});
  CHECK_THROWS_AS(asked.get("/api/tracks", "size"), Refusal);
  std::filesystem::remove(music + "/b.wav");
  scan(false, 2);
  scan(true, 1);
  CHECK(all(asked.get("/api/tracks"), "title") == Texts{"a"});
  CHECK(asked.refusal("/api/scan", {{"folder", "x"}, {"prune", 1}}) == 404);
}
