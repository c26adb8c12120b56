#include "lookup/listenbrainz.h"

#include <algorithm>
#include <map>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "base/version.h"
#include "lookup/scripted.h"
#include "record/writer.h"

using namespace melsift;
using lookup::History;
using lookup::TrackSet;
using lookup::Wish;
using test::complaint_of;
using test::Scripted;

namespace {

constexpr const char* kMbid = "98255a8c-017a-4bc7-8dd6-1fa36124572b";

record::Record track(const std::string& artist, const std::string& title) {
  record::Record record;
  record.artist = artist;
  record.title = title;
  return record;
}

nlohmann::json listen(long long moment, const std::string& title) {
  return {{"listened_at", moment},
          {"track_metadata", {{"artist_name", "Ann"}, {"track_name", title}}}};
}

std::string answer_of(const nlohmann::json& listens) {
  return nlohmann::json{{"payload", {{"count", listens.size()}, {"listens", listens}}}}.dump();
}

// A service of listens as documented: before max_ts, the latest first, at most count or `cap`.
class ListenService {
 public:
  ListenService(std::vector<std::pair<long long, std::string>> listens, std::size_t cap)
      : listens_(std::move(listens)), cap_(cap) {
    std::stable_sort(listens_.begin(), listens_.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
  }
  lookup::Client client() {
    return {[this](const lookup::Request& request) {
              ++requests;
              const auto number = [&](const char* name, long long otherwise) {
                const std::size_t at = request.url.find(name);
                return at == std::string::npos
                           ? otherwise
                           : std::stoll(request.url.substr(at + std::string(name).size()));
              };
              const long long before = number("max_ts=", 1LL << 40);
              const auto most = std::min<std::size_t>(cap_, number("count=", 25));
              nlohmann::json page = nlohmann::json::array();
              for (const auto& [moment, title] : listens_)
                if (moment < before && page.size() < most) page.push_back(listen(moment, title));
              return lookup::Reply{lookup::Response{200, answer_of(page), {}}, {}, false};
            },
            {[] { return 0.0; }, [](double) {}},
            {}};
  }
  std::size_t requests = 0;

 private:
  std::vector<std::pair<long long, std::string>> listens_;
  std::size_t cap_;
};

}  // namespace

TEST_CASE("A radio's JSPF becomes records") {
  const Wish wish{.genre = "rock"};
  TrackSet found(wish, 10);
  const auto words =
      lookup::read_radio("https://x", R"({"payload":{"feedback":["few tracks",7],"jspf":
    {"playlist":{"creator":"ListenBrainz","title":"Radio","track":[
     {"title":"A","creator":"Ann","album":"B","duration":222000,
      "identifier":["https://example.org/1","https://musicbrainz.org/recording/m-1"]},
     {"title":"C","creator":"Ann","identifier":"https://musicbrainz.org/recording/m-2"},
     {"title":"D","creator":"Ann","identifier":{},"duration":"x","album":[],"extension":7},
     null, {"title":"E"}, {"creator":"Ann"}]}}}})",
                         wish, found);
  CHECK(words == std::vector<std::string>{"few tracks"});
  REQUIRE(found.tracks().size() == 3);
  CHECK(record::to_json(found.tracks()[0]) ==
        R"({"title":"A","artist":"Ann","album":"B","genre":"rock","duration_s":222,"mbid":"m-1",)"
        R"("url":"https://musicbrainz.org/recording/m-1"})");
  CHECK(found.tracks()[1].extra[0].second == "\"m-2\"");
  CHECK(found.tracks()[2].extra.empty());
  REQUIRE(found.complaints().size() == 3);
  CHECK(found.complaints()[1] ==
        "https://x: payload.jspf.playlist.track[4].creator: missing or not text");

  TrackSet none(wish, 10);
  lookup::read_radio(
      "https://x", R"({"payload":{"jspf":{"playlist":{"tracks":[]}},"feedback":[]}})", wish, none);
  CHECK(none.tracks().empty());
  for (const char* body : {"{}", R"({"payload":{"jspf":{}}})", R"({"payload":[]})"})
    CHECK(complaint_of([&] { lookup::read_radio("https://x", body, wish, none); }) ==
          "https://x: no list payload.jspf.playlist.track in the answer");
}

TEST_CASE("A radio request has the token, if there is one, and a refusal asks for it") {
  const Wish wish{.genre = "rock"};
  TrackSet found(wish, 10);
  Scripted script;
  script.answer(200, R"({"payload":{"jspf":{"playlist":{"track":[]}}}})");
  script.answer(401, R"({"code":401,"error":"You need to provide an Authorization header."})");
  lookup::Client client = script.client();
  lookup::ListenBrainz(client, "t0ken", "https://lb.x").radio("tag:(hip hop)", "hard", wish, found);
  CHECK(script.requests[0].url ==
        "https://lb.x/1/explore/lb-radio?prompt=tag%3A%28hip%20hop%29&mode=hard");
  CHECK(script.requests[0].headers[1] == "Authorization: Token t0ken");
  CHECK(complaint_of([&] {
          lookup::ListenBrainz(client, "", "https://lb.x").radio("x", "easy", wish, found);
        }) ==
        "https://lb.x/1/explore/lb-radio: HTTP 401: You need to provide an Authorization header.; "
        "a user token is required: LISTENBRAINZ_TOKEN");
  CHECK(script.requests[1].headers.size() == 1);
}

TEST_CASE("Listens are grouped by track, with all moments") {
  History history;
  history.add({track("Ann", "A"), 1'700'000'200});
  history.add({track("Bob", "B"), 1'700'000'100});
  history.add({track("ANN", "a"), 1'700'000'000});
  CHECK(history.listens() == 3);
  const auto tracks = history.tracks();
  REQUIRE(tracks.size() == 2);
  CHECK(record::to_json(tracks[0]) ==
        R"({"title":"A","artist":"Ann","play_count":2,"last_played":"2023-11-14T22:16:40Z",)"
        R"("listened_at":[1700000200,1700000000]})");
  // And back.
  const auto back = lookup::listens_of(tracks[0], "x:1");
  REQUIRE(back.size() == 2);
  CHECK(back[1].listened_at == 1'700'000'000);
}

TEST_CASE("All listens are fetched once, with any page size") {
  // 40 listens with several in a second, some of them on the edges of pages.
  std::vector<std::pair<long long, std::string>> listens;
  for (int i = 0; i < 40; ++i) listens.emplace_back(1'700'000'000 + i / 3, "t" + std::to_string(i));
  for (const std::size_t cap : {4UL, 5UL, 7UL, 10UL, 39UL, 40UL, 1000UL}) {
    CAPTURE(cap);
    ListenService service(listens, cap);
    lookup::Client client = service.client();
    History history;
    std::vector<std::string> complaints;
    const bool more =
        lookup::ListenBrainz(client, "", "https://lb.x").listens("me", 1000, history, complaints);
    CHECK_FALSE(more);
    CHECK(history.listens() == 40);
    CHECK(history.tracks().size() == 40);
    CHECK(complaints.empty());
  }
  ListenService service(listens, 1000);
  lookup::Client client = service.client();
  History history;
  std::vector<std::string> complaints;
  lookup::ListenBrainz listenbrainz(client, "", "https://lb.x");
  CHECK(listenbrainz.listens("me", 7, history, complaints));
  CHECK(history.listens() == 7);
  CHECK(history.tracks()[0].title == "t39");
  CHECK(service.requests == 1);
}

TEST_CASE("A request for listens ends if the server repeats itself") {
  Scripted script;
  for (int i = 0; i < 20; ++i)
    script.answer(200, answer_of({listen(1'700'000'000, "a"), listen(1'600'000'000, "b")}));
  lookup::Client client = script.client();
  History history;
  std::vector<std::string> complaints;
  lookup::ListenBrainz(client, "", "https://lb.x").listens("a/b c", 1000, history, complaints);
  CHECK(history.listens() == 2);
  CHECK(script.requests.size() == 3);
  CHECK(script.requests[0].url == "https://lb.x/1/user/a%2Fb%20c/listens?count=1000");
  CHECK(script.requests[1].url.ends_with("?count=1000&max_ts=1600000001"));
}

TEST_CASE("Every field of a listen may be absent, null or something else") {
  const auto page = lookup::read_listens("https://x", R"({"payload":{"listens":[
    {"listened_at":1443521965,"track_metadata":{"artist_name":"Rick Astley",
     "track_name":"Never Gonna Give You Up","release_name":"Whenever you need somebody",
     "additional_info":{"duration_ms":222000,"recording_mbid":"m-1"},
     "mbid_mapping":{"recording_mbid":"m-2"}}},
    {"listened_at":1,"track_metadata":{"artist_name":"a","track_name":"b","additional_info":
     {"duration":200,"recording_mbid":"m-3"},"mbid_mapping":null}},
    {"listened_at":1,"track_metadata":{"artist_name":"a","track_name":"b","additional_info":[]}},
    null, 7, {}, {"listened_at":"1","track_metadata":{}}, {"listened_at":-1},
    {"listened_at":18446744073709551615}, {"listened_at":1e99}, {"listened_at":5},
    {"listened_at":5,"track_metadata":{"track_name":"b","artist_name":["a"]}}]}})");
  CHECK(page.items == 12);
  CHECK(page.oldest == 1);
  REQUIRE(page.listens.size() == 3);
  CHECK(record::to_json(page.listens[0].track) ==
        R"({"title":"Never Gonna Give You Up","artist":"Rick Astley",)"
        R"("album":"Whenever you need somebody","duration_s":222,"mbid":"m-2",)"
        R"("url":"https://musicbrainz.org/recording/m-2"})");
  CHECK(page.listens[1].track.duration_s == 200.0);
  CHECK(page.listens[1].track.extra[0].second == "\"m-3\"");
  CHECK(page.complaints.size() == 9);
  CHECK(complaint_of([] { lookup::read_listens("https://x", R"({"payload":7})"); }) ==
        "https://x: no list payload.listens in the answer");
}

TEST_CASE("A listen is submitted in the documented form") {
  record::Record record = track("Rick \"R\" Astley", "Up");
  record.album = "Whenever";
  record.duration_s = 222.0;
  record.extra = {{"mbid", '"' + std::string(kMbid) + '"'}, {"listened_at", "1443521965"}};
  const auto listens = lookup::listens_of(record, "x:1");
  REQUIRE(listens.size() == 1);
  CHECK(nlohmann::json::parse(lookup::listen_json(listens[0], "x:1")) ==
        nlohmann::json::parse(R"({"listened_at":1443521965,"track_metadata":{
          "artist_name":"Rick \"R\" Astley","track_name":"Up","release_name":"Whenever",
          "additional_info":{"submission_client":"melsift","submission_client_version":")" +
                              std::string(version()) + R"(","duration_ms":222000,
          "recording_mbid":"98255a8c-017a-4bc7-8dd6-1fa36124572b"}}})"));
  // An id that is none is left out: it would make the whole batch refused.
  for (const char* bad : {"\"m-1\"", "7", "[]", "\"98255a8c-017a-4bc7-8dd6-1fa36124572g\""}) {
    record.extra = {{"mbid", bad}};
    CHECK(lookup::listen_json({record, 1'443'521'965}, "x:1").find("mbid") == std::string::npos);
  }
  record.title = std::string(11'000, 'x');
  CHECK(complaint_of([&] {
          lookup::listen_json({record, 1'443'521'965}, "x:1");
        }).starts_with("x:1: is longer than"));
}

TEST_CASE("Records that are not listens are reported") {
  const auto complaint = [](const record::Record& record) {
    return complaint_of([&] { lookup::listens_of(record, "x:1"); });
  };
  record::Record record = track("Ann", "");
  CHECK(complaint(record) == "x:1: title: missing");
  CHECK(complaint(track("", "A")) == "x:1: artist: missing");
  record = track("Ann", "A");
  CHECK(complaint(record).starts_with("x:1: has neither listened_at nor last_played"));
  record.last_played = "yesterday";
  CHECK(complaint(record).starts_with("x:1: has neither"));
  record.last_played = "2015-09-29T10:19:25Z";
  CHECK(lookup::listens_of(record, "x:1")[0].listened_at == 1'443'521'965);
  for (const char* bad : {"\"soon\"", "1.5", "[1443521965,null]", "{}", "1e30"}) {
    record.extra = {{"listened_at", bad}};
    CHECK(complaint(record) == "x:1: listened_at: expected whole seconds since 1970");
  }
  record.extra = {{"listened_at", "[]"}};
  CHECK(complaint(record).starts_with("x:1: has neither"));
  record.extra = {{"listened_at", "1033430399"}};
  CHECK(complaint(record).starts_with("x:1: listened_at: 1033430399 is before 2002-10-01"));
  record.extra = {{"listened_at", "1033430400"}};
  CHECK(complaint(record) == "");
}

TEST_CASE("Listens are submitted together, with the token") {
  Scripted script;
  script.answer(200, R"({"status":"ok"})");
  script.answer(400, R"({"code":400,"error":"Value for key listened_at is too high. t0ken"})");
  lookup::Client client = script.client();
  lookup::ListenBrainz service(client, "t0ken", "https://lb.x");
  service.submit(std::vector<std::string>{"{\"a\":1}", "{\"b\":2}"});
  CHECK(script.requests[0].url == "https://lb.x/1/submit-listens");
  CHECK(script.requests[0].body == R"({"listen_type":"import","payload":[{"a":1},{"b":2}]})");
  CHECK(std::count(script.requests[0].headers.begin(), script.requests[0].headers.end(),
                   "Authorization: Token t0ken") == 1);
  CHECK(complaint_of([&] { service.submit(std::vector<std::string>{"{}"}); }) ==
        "https://lb.x/1/submit-listens: HTTP 400: Value for key listened_at is too high. ***");
}
