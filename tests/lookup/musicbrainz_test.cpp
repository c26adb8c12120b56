#include "lookup/musicbrainz.h"

#include <doctest/doctest.h>

#include "base/version.h"
#include "lookup/scripted.h"
#include "record/writer.h"

using namespace melsift;
using lookup::TrackSet;
using lookup::Wish;
using test::complaint_of;
using test::Scripted;

namespace {

const Wish kRock{.genre = "rock", .first_year = 1990, .last_year = 2000};

std::string recording(const std::string& title) {
  return R"({"title":")" + title + R"(","artist-credit":[{"name":"Ann"}]})";
}

}  // namespace

TEST_CASE("A recording becomes a record") {
  TrackSet found(kRock, 10);
  const auto got =
      lookup::read_musicbrainz_page("https://x", R"({"created":"2026-05-29T12:00:00.000Z",
    "count":412,"offset":0,"recordings":[{"id":"fcbcdc39-8851-4efc-a02a-ab0e13be224f","score":100,
    "title":"Smells Like Teen Spirit","length":301920,"video":null,
    "artist-credit":[{"name":"Nirvana","joinphrase":" & "},{"artist":{"name":"Ann"}}],
    "first-release-date":"1991-09-10","releases":[{"title":"Hits","date":"2002"},
    {"title":"Nevermind","date":"1991-09-10"}],"tags":[{"count":3,"name":"grunge"}]}]})",
                                    kRock, found);
  CHECK(got.items == 1);
  CHECK(got.total == 412);
  REQUIRE(found.tracks().size() == 1);
  CHECK(record::to_json(found.tracks()[0]) ==
        R"({"title":"Smells Like Teen Spirit","artist":"Nirvana & Ann","album":"Nevermind",)"
        R"("genre":"rock","year":1991,"duration_s":301.92,"release_date":"1991-09-10",)"
        R"("mbid":"fcbcdc39-8851-4efc-a02a-ab0e13be224f",)"
        R"("url":"https://musicbrainz.org/recording/fcbcdc39-8851-4efc-a02a-ab0e13be224f"})");
}

TEST_CASE("Every field of a recording may be absent, null or something else") {
  const Wish wish;
  TrackSet found(wish, 100);
  const auto got = lookup::read_musicbrainz_page("https://x", R"({"count":"many","recordings":[
    null, 7, {}, {"title":7}, {"title":"t"}, {"title":"t","artist-credit":"Ann"},
    {"title":"t","artist-credit":[7,{"artist":[]}]},
    {"title":"good","artist-credit":[{"name":"Ann","joinphrase":7}],"length":null,"releases":{},
     "first-release-date":"","id":null},
    {"title":"better","artist-credit":[{"name":"Ann"}],"length":"5","releases":[7,{"title":[]},
     {"title":"A"}],"first-release-date":[1990]}]})",
                                                 wish, found);
  CHECK(got.items == 9);
  CHECK(got.total == 9);
  REQUIRE(found.tracks().size() == 2);
  CHECK(record::to_json(found.tracks()[0]) == R"({"title":"good","artist":"Ann"})");
  CHECK(record::to_json(found.tracks()[1]) == R"({"title":"better","artist":"Ann","album":"A"})");
  CHECK(found.complaints().size() == 7);
  CHECK(complaint_of([&] { lookup::read_musicbrainz_page("https://x", "{}", wish, found); }) ==
        "https://x: no list recordings in the answer");
}

TEST_CASE("The query is Lucene's, with quoted phrases") {
  CHECK(lookup::musicbrainz_query(kRock) ==
        R"(tag:"rock" AND firstreleasedate:[1990 TO 2000-12-31])");
  CHECK(lookup::musicbrainz_query({.artist = R"(a" OR b:"\)", .title = "c"}) ==
        R"(artist:"a\" OR b:\"\\" AND recording:"c")");
  CHECK(lookup::musicbrainz_query({.first_year = 1990}) == "firstreleasedate:[1990 TO *]");
  CHECK(lookup::musicbrainz_query({.last_year = 900}) == "firstreleasedate:[* TO 0900-12-31]");
}

TEST_CASE("The user agent has the form that MusicBrainz asks for") {
  const std::string name = "melsift/" + std::string(version());
  CHECK(lookup::user_agent("me@example.org") == name + " ( me@example.org )");
  CHECK(lookup::user_agent("") == name);
}

TEST_CASE("A search requests pages by the number of results, one per second") {
  Scripted script;
  script.answer(200, R"({"count":3,"recordings":[)" + recording("a") + ',' + recording("b") + "]}");
  script.answer(503, R"({"error":"Your requests are exceeding the allowable rate limit."})");
  script.answer(200, R"({"count":3,"recordings":[)" + recording("c") + "]}");
  lookup::Client client = script.client();
  lookup::MusicBrainz service(client, "https://mb.x");
  TrackSet found(kRock, 10);
  service.search(kRock, found);
  CHECK(found.tracks().size() == 3);
  REQUIRE(script.requests.size() == 3);
  CHECK(script.requests[0].url ==
        "https://mb.x/ws/2/recording?query=tag%3A%22rock%22%20AND%20firstreleasedate%3A%5B1990%20TO"
        "%202000-12-31%5D&fmt=json&limit=100&offset=0");
  CHECK(script.requests[2].url.ends_with("&offset=2"));
  // The second between requests; then the pause of the schedule, which has the same length.
  CHECK(script.pauses == std::vector{1.0, 1.0});
}

TEST_CASE("A search ends if the server repeats itself") {
  Scripted script;
  for (int i = 0; i < 100; ++i)
    script.answer(200, R"({"count":1000000,"recordings":[)" + recording("a") + "]}");
  lookup::Client client = script.client();
  lookup::MusicBrainz service(client, "https://mb.x");
  TrackSet found(kRock, 10);
  service.search(kRock, found);
  CHECK(found.tracks().size() == 1);
  CHECK(script.requests.size() == 11);
}

TEST_CASE("A refusal because of a missing contact says so") {
  Scripted script;
  script.answer(403, "");
  lookup::Client client = script.client();
  lookup::MusicBrainz service(client, "https://mb.x");
  TrackSet found(kRock, 10);
  CHECK(complaint_of([&] { service.search(kRock, found); }) ==
        "https://mb.x/ws/2/recording: HTTP 403; MusicBrainz requires a contact address: --contact");
}
