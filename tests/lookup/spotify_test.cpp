#include "lookup/spotify.h"

#include <doctest/doctest.h>

#include "lookup/scripted.h"
#include "record/writer.h"

using namespace melsift;
using lookup::TrackSet;
using lookup::Wish;
using test::complaint_of;
using test::Scripted;

namespace {

const Wish kRock{.genre = "rock", .first_year = 1990, .last_year = 2000};
constexpr const char* kToken =
    R"({"access_token":"t0ken","token_type":"Bearer","expires_in":3600})";

std::string item(const std::string& name, int year) {
  return R"({"name":")" + name +
         R"(","artists":[{"name":"Ann"}],"album":{"name":"A","release_date":")" +
         std::to_string(year) + R"("}})";
}

std::string page(const std::string& items, const char* next = "null") {
  return R"({"tracks":{"href":"","items":[)" + items + R"(],"limit":10,"next":)" + next +
         R"(,"offset":0,"previous":null,"total":100}})";
}

}  // namespace

TEST_CASE("A track becomes a record") {
  TrackSet found(kRock, 10);
  const auto got =
      lookup::read_spotify_page("https://x",
                                page(R"({"id":"4aK","name":"Black Hole Sun","duration_ms":318586,
        "artists":[{"name":"Soundgarden"},{"name":"A \"B\""}],
        "album":{"name":"Superunknown","release_date":"1994-03-08","release_date_precision":"day"},
        "external_ids":{"isrc":"USAM19400026"},
        "external_urls":{"spotify":"https://open.spotify.com/track/4aK"}})",
                                     R"("https://x?offset=10")"),
                                kRock, found);
  CHECK(got.items == 1);
  CHECK(got.more);
  REQUIRE(found.tracks().size() == 1);
  CHECK(record::to_json(found.tracks()[0]) ==
        R"({"title":"Black Hole Sun","artist":"Soundgarden, A \"B\"","album":"Superunknown",)"
        R"("genre":"rock","year":1994,"duration_s":318.586,"release_date":"1994-03-08",)"
        R"("spotify_id":"4aK","isrc":"USAM19400026","url":"https://open.spotify.com/track/4aK"})");
}

TEST_CASE("Every field may be absent, null or something else") {
  const Wish wish;
  TrackSet found(wish, 100);
  const char* items =
      R"(null, 7, "x", [], {}, {"name":null}, {"name":["a"],"artists":[{"name":"b"}]},
    {"name":"no artists"}, {"name":"n","artists":{}}, {"name":"n","artists":[null,{},{"name":3}]},
    {"name":"good","artists":[null,{"name":"Ann"}],"album":7,"id":{},"duration_ms":"long",
     "external_ids":[],"external_urls":null},
    {"name":"better","artists":[{"name":"Ann"}],"album":{"name":[],"release_date":"0000"},
     "duration_ms":-5},
    {"name":"best","artists":[{"name":"Ann"}],"album":{"release_date":1994},"duration_ms":1e300})";
  lookup::read_spotify_page("https://x", page(items), wish, found);
  REQUIRE(found.tracks().size() == 3);
  CHECK(record::to_json(found.tracks()[0]) == R"({"title":"good","artist":"Ann"})");
  CHECK(record::to_json(found.tracks()[1]) ==
        R"({"title":"better","artist":"Ann","release_date":"0000"})");
  CHECK(record::to_json(found.tracks()[2]) == R"({"title":"best","artist":"Ann"})");
  REQUIRE(found.complaints().size() == 9);
  CHECK(found.complaints()[0] == "https://x: tracks.items[1].name: missing or not text");
  CHECK(found.complaints()[8] == "https://x: tracks.items[9].artists: none has a name");
}

TEST_CASE("Invalid answers are reported with URL and field") {
  const auto complaint = [](const std::string& body) {
    TrackSet found(kRock, 10);
    return complaint_of([&] { lookup::read_spotify_page("https://x", body, kRock, found); });
  };
  for (const char* body : {"{}", "null", "7", "[]", R"({"tracks":null})", R"({"tracks":[]})",
                           R"({"tracks":{"items":{}}})", R"({"tracks":{"items":"x"}})"})
    CHECK(complaint(body) == "https://x: no list tracks.items in the answer");
  for (const char* body : {"", "<html>", R"({"tracks":{"items":[)", "{\"a\":\"\xFF\"}", "1e999"})
    CHECK(complaint(body) == "https://x: the answer is not JSON");
  CHECK(complaint(std::string(1'000'000, '[')) == "https://x: the answer is nested too deep");
}

TEST_CASE("The query has the requested filters") {
  CHECK(lookup::spotify_query(kRock) == R"(genre:"rock" year:1990-2000)");
  CHECK(lookup::spotify_query({.genre = "a\"b", .first_year = 1994, .last_year = 1994}) ==
        R"(genre:"ab" year:1994)");
  CHECK(lookup::spotify_query({.artist = "Nick Cave", .title = "Red", .first_year = 1990}) ==
        R"(year:1990-9999 artist:"Nick Cave" track:"Red")");
  CHECK(lookup::spotify_query({.last_year = 2000}) == "year:1000-2000");
}

TEST_CASE(
    "A search requests pages until it has enough tracks, without duplicates and other years") {
  Scripted script;
  script.answer(200, kToken);
  script.answer(200, page(item("one", 1990) + ',' + item("ONE", 1990) + ',' + item("old", 1989),
                          R"("next")"));
  script.answer(200, page(item("two", 2000) + ',' + item("three", 1999) + ',' + item("4", 1999),
                          R"("next")"));
  lookup::Client client = script.client();
  lookup::Spotify spotify(client, "id", "s3cret", "https://api.x", "https://accounts.x");
  TrackSet found(kRock, 3);
  spotify.search(kRock, found);
  CHECK(found.tracks().size() == 3);
  CHECK(found.tracks()[2].title == "three");
  CHECK(found.out_of_years() == 1);
  REQUIRE(script.requests.size() == 3);
  CHECK(script.requests[0].url == "https://accounts.x/api/token");
  // base64 of "id:s3cret", from coreutils' base64.
  CHECK(script.requests[0].headers[0] == "Authorization: Basic aWQ6czNjcmV0");
  CHECK(script.requests[0].body == "grant_type=client_credentials");
  CHECK(script.requests[1].url ==
        "https://api.x/v1/"
        "search?type=track&q=genre%3A%22rock%22%20year%3A1990-2000&limit=3&offset=0");
  CHECK(script.requests[2].url.ends_with("&limit=3&offset=3"));
  CHECK(script.requests[2].headers[0] == "Authorization: Bearer t0ken");
}

TEST_CASE("A search without an end ends") {
  Scripted script;
  script.answer(200, kToken);
  for (int i = 0; i < 200; ++i) script.answer(200, page(item("same", 1990), R"("next")"));
  lookup::Client client = script.client();
  lookup::Spotify spotify(client, "id", "s3cret", "https://api.x", "https://accounts.x");
  TrackSet found(kRock, 50);
  spotify.search(kRock, found);
  CHECK(found.tracks().size() == 1);
  CHECK(script.requests.size() == 101);  // ten a page up to the documented offset of 1000
}

TEST_CASE("An expired token is renewed once") {
  Scripted script;
  script.answer(200, kToken);
  script.answer(401, R"({"error":{"status":401,"message":"The access token expired"}})");
  script.answer(200, R"({"access_token":"second"})");
  script.answer(200, page(item("one", 1990)));
  lookup::Client client = script.client();
  lookup::Spotify spotify(client, "id", "s3cret", "https://api.x", "https://accounts.x");
  TrackSet found(kRock, 3);
  spotify.search(kRock, found);
  CHECK(found.tracks().size() == 1);
  CHECK(script.requests[3].headers[0] == "Authorization: Bearer second");

  script.answer(401, R"({"error":{"status":401,"message":"No: second"}})");
  script.answer(200, R"({"access_token":"third"})");
  script.answer(401, R"({"error":{"status":401,"message":"No: third s3cret"}})");
  CHECK(complaint_of([&] { spotify.search(kRock, found); }) ==
        "https://api.x/v1/search: HTTP 401: No: *** ***");
}

TEST_CASE("Answers without a token are reported") {
  const auto complaint = [](int status, const char* body) {
    Scripted script;
    script.answer(status, body);
    lookup::Client client = script.client();
    lookup::Spotify spotify(client, "id", "s3cret", "https://api.x", "https://accounts.x");
    TrackSet found(kRock, 3);
    return complaint_of([&] { spotify.search(kRock, found); });
  };
  CHECK(
      complaint(400, R"({"error":"invalid_client","error_description":"Invalid client s3cret"})") ==
      "https://accounts.x/api/token: HTTP 400: Invalid client ***; are SPOTIFY_CLIENT_ID and "
      "SPOTIFY_CLIENT_SECRET those of an application?");
  for (const char* body : {"{}", "[]", R"({"access_token":7})", R"({"access_token":""})",
                           R"({"access_token":"a\r\nEvil: 1"})"})
    CHECK(complaint(200, body) == "https://accounts.x/api/token: no access_token in the answer");
  CHECK(complaint(200, "x") == "https://accounts.x/api/token: the answer is not JSON");
}

TEST_CASE("Recommendations are read, and a refusal is explained") {
  const auto run = [](int status, const std::string& body, TrackSet& found) {
    Scripted script;
    script.answer(200, kToken);
    script.answer(status, body);
    lookup::Client client = script.client();
    lookup::Spotify spotify(client, "id", "s3cret", "https://api.x", "https://accounts.x");
    const std::string complaint = complaint_of([&] { spotify.recommend(kRock, found); });
    CHECK(script.requests[1].url == "https://api.x/v1/recommendations?seed_genres=rock&limit=5");
    return complaint;
  };
  TrackSet found(kRock, 5);
  CHECK(run(200, R"({"seeds":[],"tracks":[)" + item("a", 1995) + ',' + item("b", 1985) + "]}",
            found) == "");
  CHECK(found.tracks().size() == 1);
  for (const int status : {403, 404}) {
    const std::string complaint = run(status, "", found);
    CHECK(complaint.starts_with("https://api.x/v1/recommendations: HTTP " + std::to_string(status) +
                                "; Spotify closed recommendations on 27 November 2024"));
  }
  CHECK(run(400, R"({"error":{"message":"invalid seed"}})", found) ==
        "https://api.x/v1/recommendations: HTTP 400: invalid seed");
}

TEST_CASE("Tracks before a failure are kept") {
  Scripted script;
  script.answer(200, kToken);
  script.answer(200, page(item("one", 1990), R"("next")"));
  script.answer(200, "garbage");
  lookup::Client client = script.client();
  lookup::Spotify spotify(client, "id", "s3cret", "https://api.x", "https://accounts.x");
  TrackSet found(kRock, 50);
  CHECK(complaint_of([&] { spotify.search(kRock, found); }) ==
        "https://api.x/v1/search: the answer is not JSON");
  CHECK(found.tracks().size() == 1);
}
