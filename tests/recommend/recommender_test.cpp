#include "recommend/recommender.h"

#include <algorithm>
#include <limits>

#include <doctest/doctest.h>

#include "recommend/catalogue.h"
#include "recommend/english.h"

using namespace melsift;
using namespace melsift::recommend;
using test::sounding;
using test::titles;
using test::track;

namespace {

using Names = std::vector<std::string>;

Request wish(Names genres, Names languages = {}, const char* years = nullptr) {
  Request request;
  request.filters.genres = std::move(genres);
  request.filters.languages = std::move(languages);
  if (years) request.filters.years = parse_years(years);
  return request;
}

}  // namespace

TEST_CASE("genre, language and years filter; the nearest to the profile comes first") {
  const Tracks tracks({track("late", {"rock"}, 2000, "en"), track("middle", {"pop"}, 1995, "en"),
                       track("early", {"rock"}, 1992, "English"),
                       track("jazz", {"jazz"}, 1995, "en"), track("french", {"rock"}, 1995, "fr"),
                       track("old", {"rock"}, 1980, "en")});
  Request request = wish({"rock", "pop"}, {"English"}, "1990-2000");
  request.selection.count = 3;
  for (const auto similarity : {Similarity::cosine, Similarity::euclidean}) {
    request.similarity = similarity;
    const Answer answer = recommend::recommend(tracks, request);
    CHECK(titles(answer.tracks) == Names{"middle", "early", "late"});
    CHECK(answer.notes.empty());
    CHECK(answer.warnings.empty());
    CHECK(answer.tracks[1].rank == 2);
    CHECK(answer.tracks[0].score > answer.tracks[1].score);
    CHECK(english(answer.why[0]) == Names{"genre pop", "year 1995", "language en"});
  }
}

TEST_CASE("if too few tracks pass: nearest genres, then years, then language, each reported") {
  const Tracks tracks({track("french", {"rock"}, 1995, "fr"), track("later", {"rock"}, 2004, "en"),
                       track("metal", {"metal"}, 1995, "en"), track("exact", {"rock"}, 1995, "en"),
                       track("fado", {"fado"}, 1995, "en")});
  Request request = wish({"rock"}, {"en"}, "1990-2000");
  request.selection.count = 10;
  const Answer answer = recommend::recommend(tracks, request);
  CHECK(titles(answer.tracks) == Names{"exact", "metal", "later", "french"});
  CHECK(english(answer.why[1]) == Names{"genre metal, near rock", "year 1995", "language en"});
  CHECK(english(answer.why[2]) ==
        Names{"genre rock", "year 2004, years widened to 1985-2005", "language en"});
  CHECK(english(answer.why[3]) == Names{"genre rock", "year 1995", "language fr, widened to any"});
  Names relaxations;
  for (const auto& why : answer.why) relaxations.push_back(relaxation(why));
  CHECK(relaxations == Names{"", "also in: metal", "also from: 1985-2005", "also in any language"});
  CHECK(english(answer.notes) ==
        Names{"only 1 of 10 tracks match: widened to the genre metal (1), the years 1985-2005 (1), "
              "any language (1)",
              "only 4 of 10 tracks found"});

  request.selection.count = 1;  // enough tracks: nothing is widened
  CHECK(recommend::recommend(tracks, request).notes.empty());
}

TEST_CASE("unknown year or language: dropped if a filter asks for it, unless kept") {
  const Tracks tracks({track("known", {"rock"}, 1995, "en"), track("no year", {"rock"}, {}, "en"),
                       track("no language", {"rock"}, 1995)});
  Request request = wish({"rock"}, {}, "1990-2000");
  Answer answer = recommend::recommend(tracks, request);
  CHECK(answer.tracks.size() == 2);
  CHECK(std::ranges::count(titles(answer.tracks), "no year") == 0);
  CHECK(answer.unknown_dropped == 1);

  request.filters.languages = {"en"};
  request.selection.count = 1;
  answer = recommend::recommend(tracks, request);
  CHECK(titles(answer.tracks) == Names{"known"});
  CHECK(answer.unknown_dropped == 2);

  request.selection.count = 3;
  request.filters.keep_unknown = true;
  answer = recommend::recommend(tracks, request);
  CHECK(answer.tracks.size() == 3);
  CHECK(answer.tracks[0].title == "known");
  CHECK(answer.unknown_dropped == 0);
  CHECK(answer.notes.empty());

  CHECK(recommend::recommend(tracks, wish({"rock"})).tracks.size() == 3);  // not asked for
}

TEST_CASE("seed tracks supply genres and sound, and are never returned") {
  auto near = sounding(track("near", {"Hip Hop"}, 2000), {0.9F, 0.1F});
  auto far = sounding(track("far", {"hip hop"}, 2000), {-1.0F, -1.0F});
  auto by_path = sounding(track("by path", {"hip hop"}, 2000), {1.0F, 0.0F});
  by_path.path = "music/./a.mp3";
  auto by_name = track("By, Name!", {"hip hop"}, 2000);
  const Tracks tracks({far, by_path, near, by_name, track("rock", {"rock"}, 2000)});

  auto given = sounding({}, {1.0F, 0.0F});
  given.path = "music/a.mp3";
  given.predicted = "hiphop";
  given.scores = {{"hiphop", 0.9F}, {"rock", 0.1F}};
  Request request;
  request.given = {given, track("by name", {"hiphop"}, {})};
  request.given[1].artist = "somebody else";
  request.selection.count = 2;
  Answer answer = recommend::recommend(tracks, request);
  CHECK(titles(answer.tracks) == Names{"near", "By, Name!"});  // another artist is another track

  request.given[1].artist = "the by names";
  answer = recommend::recommend(tracks, request);
  CHECK(titles(answer.tracks).front() == "near");
  CHECK(std::ranges::count(titles(answer.tracks), "By, Name!") == 0);
  CHECK(std::ranges::count(titles(answer.tracks), "by path") == 0);
  CHECK(english(answer.why[0]).back().starts_with("sound 0.9"));
  CHECK(answer.warnings.empty());
}

TEST_CASE("similar tracks are found by sound and tagged genre, not by a predicted genre") {
  const auto classified = [](record::Record record, const char* predicted) {
    record.predicted = predicted;
    record.scores = {{predicted, 0.8F}, {"rock", 0.2F}};
    return record;
  };
  const auto make = [&](const char* title, const char* genre, std::vector<float> sound) {
    return classified(sounding(track(title, {genre}, {}), std::move(sound)), "classical");
  };
  const std::vector<record::Record> library = {make("far ambient", "ambient", {-1.0F, -0.5F}),
                                               make("near rock", "rock", {1.0F, 0.1F}),
                                               make("near ambient", "ambient", {1.0F, -0.1F}),
                                               make("far classical", "classical", {-1.0F, 1.0F})};
  const Tracks tracks(library);
  Request request;
  request.given = {make("seed", "ambient", {1.0F, 0.0F})};
  Answer answer = recommend::recommend(tracks, request);
  REQUIRE(answer.tracks.size() == 4);  // no genre is required
  CHECK(english(answer.notes) == Names{"only 4 of 10 tracks found"});
  CHECK(titles(answer.tracks)[0] == "near ambient");
  CHECK(titles(answer.tracks)[1] == "near rock");
  CHECK(english(answer.why[0]).front() == "genre ambient");
  CHECK(english(answer.why[1]).front().starts_with("sound 0."));

  // Without sound, the track's own genre is required.
  for (record::Record& given : request.given) given.features.clear();
  request.selection.count = 2;
  answer = recommend::recommend(tracks, request);
  CHECK(answer.notes.size() <= 1);
  for (const record::Record& record : answer.tracks) CHECK(record.genre == Names{"ambient"});
}

TEST_CASE("a track whose file is gone is not recommended") {
  const Tracks tracks({track("here", {"rock"}, 1990), track("gone", {"rock"}, 1990)});
  Request request = wish({"rock"});
  request.gone = {false, true};
  const Answer answer = recommend::recommend(tracks, request);
  CHECK(titles(answer.tracks) == Names{"here"});
  CHECK(answer.funnel.back() == std::pair<std::string, std::size_t>{"whose files are gone", 1});
}

TEST_CASE("names with commas, and several genres in one text") {
  auto fire = track("September", {"Rock, Pop"}, {});
  fire.artist = "Earth, Wind & Fire";
  const Tracks tracks(
      {fire, track("b", {"rock/pop"}, {}), track("c", {"Folk, World, & Country"}, {}),
       track("d", {"Rock \\ Pop"}, {}), track("e", {"R&B|Soul"}, {})});
  Request request;
  request.filters.artists = {"Earth, Wind & Fire"};
  Answer answer = recommend::recommend(tracks, request);
  CHECK(titles(answer.tracks) == Names{"September"});
  request.filters.artists.clear();
  request.filters.genres = {"pop"};
  answer = recommend::recommend(tracks, request);
  CHECK(answer.exact == 3);
  CHECK(answer.tracks[0].genre.size() == 2);
  request.filters.genres = {"soul"};
  answer = recommend::recommend(tracks, request);
  CHECK(answer.tracks[0].title == "e");
  CHECK(answer.exact == 1);
  request.filters.genres = {"folk, world, & country"};
  answer = recommend::recommend(tracks, request);
  CHECK(answer.tracks[0].title == "c");
  CHECK(answer.exact == 1);
  CHECK(answer.warnings.empty());
}

TEST_CASE("of several seed tracks, the nearest is named") {
  const Tracks tracks({track("old", {"rock"}, 1960), track("new", {"rock"}, 2000)});
  Request request;
  request.given = {track("a", {"rock"}, 1961), track("b", {"rock"}, 1999)};
  const Answer answer = recommend::recommend(tracks, request);
  REQUIRE(answer.tracks.size() == 2);
  for (std::size_t i = 0; i < 2; ++i)
    CHECK(answer.why[i].back().name("track") ==
          (answer.tracks[i].title == "old" ? "The as - a" : "The bs - b"));
}

TEST_CASE("taste and crowd are blended with the similarity by weight; unknown scores are 0") {
  const Tracks tracks({track("same", {"rock"}, 2000), track("liked", {"pop"}, 2000),
                       track("unheard", {"pop"}, 2000)});
  Request request;
  request.given = {track("g", {"rock"}, {})};
  request.filters.genres = {"rock", "pop"};
  const double nan = std::numeric_limits<double>::quiet_NaN();
  request.voices = {{"taste", 3.0, {0.2, 0.9, nan}}};
  const Answer answer = recommend::recommend(tracks, request);
  CHECK(titles(answer.tracks) == Names{"liked", "same", "unheard"});
  CHECK(answer.tracks[0].score == doctest::Approx(0.9 * 3 / 4));
  CHECK(answer.tracks[1].score == doctest::Approx((1.0 + 0.2 * 3) / 4));
  CHECK(answer.tracks[2].score == 0.0);
  CHECK(english(answer.why[2]).back() == "taste unknown");
  request.given.clear();  // no seed tracks: only the voice counts
  CHECK(recommend::recommend(tracks, request).tracks[0].score == doctest::Approx(0.9));
}

TEST_CASE("the funnel counts the tracks that each filter drops") {
  auto disliked = track("d", {"rock"}, 1995, "en");
  disliked.liked = false;
  const Tracks tracks({track("a", {"rock"}, 1995, "en"), track("b", {"jazz"}, 1995, "en"),
                       track("c", {"rock"}, 1980, "en"), disliked,
                       track("a", {"rock"}, 1995, "en")});
  Request request = wish({"rock"}, {"en"}, "1990-2000");
  request.selection.count = 1;
  const Answer answer = recommend::recommend(tracks, request);
  const auto count = [&](const char* what) {
    const auto found = std::ranges::find(answer.funnel, what, &Funnel::value_type::first);
    REQUIRE(found != answer.funnel.end());
    return found->second;
  };
  CHECK(count("disliked") == 1);
  CHECK(count("genre") == 1);
  CHECK(count("years") == 1);
  CHECK(count("language") == 0);
}

TEST_CASE("the same track is in the answer once") {
  const Tracks tracks({track("Song", {"rock"}, 1990), track("song!", {"rock"}, 1990),
                       track("other", {"rock"}, 1990)});
  auto records = tracks.records();
  records[1].artist = records[0].artist;
  CHECK(recommend::recommend(Tracks(records), wish({"rock"})).tracks.size() == 2);
}

TEST_CASE("equally near tracks come in an order that only the seed decides") {
  std::vector<record::Record> records;
  for (int i = 0; i < 30; ++i) records.push_back(track("t" + std::to_string(i), {"rock"}, 1990));
  Request request = wish({"rock"});
  request.selection.count = 5;
  const Answer first = recommend::recommend(Tracks(records), request);
  CHECK(english(first.notes) ==
        Names{"5 places were chosen at random from 30 equally near tracks"});
  std::ranges::reverse(records);
  CHECK(titles(recommend::recommend(Tracks(records), request).tracks) == titles(first.tracks));
  request.seed = 2;
  CHECK(titles(recommend::recommend(Tracks(records), request).tracks) != titles(first.tracks));
}

TEST_CASE("unknown names are reported, with the names of the catalogue") {
  const Tracks tracks(
      {track("a", {"rock"}, {}), track("b", {"rock"}, {}), track("c", {"Pop"}, {})});
  const Answer answer = recommend::recommend(tracks, wish({"rock", "rokc"}, {"Englsh"}));
  CHECK(english(answer.warnings) ==
        Names{"no track of the catalogue has the genre \"rokc\" (it has rock, Pop)",
              "no track of the catalogue has the language \"Englsh\" (it has none)"});
}

TEST_CASE("a catalogue without tags uses predicted classes, then labels") {
  record::Record classified, labelled;
  classified.path = "a.mp3";
  classified.predicted = "hiphop";
  classified.label = "rock";
  labelled.path = "b.mp3";
  labelled.label = "rock";
  const Answer answer = recommend::recommend(Tracks({classified, labelled}), wish({"rock"}));
  REQUIRE(answer.tracks.size() == 2);
  CHECK(answer.tracks[0].path == "b.mp3");
  CHECK(english(answer.why[1]) == Names{"genre hiphop, near rock"});
}

TEST_CASE("sound from another front end is not compared, with a warning") {
  const Tracks tracks({sounding(track("a", {"rock"}, {}), {1.0F, 2.0F}, "mfcc n_mfcc=2")});
  Request request;
  request.given = {sounding(track("g", {"rock"}, {}), {1.0F, 2.0F}, "mfcc n_mfcc=2 hop_length=1")};
  const Answer answer = recommend::recommend(tracks, request);
  REQUIRE(answer.warnings.size() == 1);
  CHECK(english(answer.warnings[0]) ==
        "sound is not compared: the seed tracks have features of 2 values (mfcc n_mfcc=2 "
        "hop_length=1), the catalogue has features of 2 values (mfcc n_mfcc=2)");
  CHECK(english(answer.why[0]) == Names{"genre rock"});
}

TEST_CASE("embeddings of one model are compared, with any front end of the features") {
  const auto with = [](record::Record record, std::vector<float> embedding, const char* model) {
    record.embedding = std::move(embedding);
    record.model = model;
    return record;
  };
  std::vector<record::Record> library = {with(track("a", {"rock"}, {}), {1.0F, 2.0F}, "m1"),
                                         with(track("b", {"rock"}, {}), {-1.0F, 0.0F}, "m1")};
  for (record::Record& record : library) record.front_end = "mel sr=22050";
  Request request;
  request.given = {with(track("g", {"rock"}, {}), {1.0F, 1.9F}, "m1")};  // mel left out
  const Answer answer = recommend::recommend(Tracks(library), request);
  CHECK(answer.warnings.empty());
  REQUIRE(answer.tracks.size() == 2);
  CHECK(answer.tracks[0].path == library[0].path);
  CHECK(english(answer.why[0]).size() == 2);  // genre, and sound
  request.given = {with(track("g", {"rock"}, {}), {1.0F, 1.9F}, "m2")};
  CHECK(english(recommend::recommend(Tracks(library), request).warnings) ==
        Names{"sound is not compared: the seed tracks have embedding of 2 values (m2), the "
              "catalogue has embedding of 2 values (m1)"});
}

TEST_CASE("a track from a pipe is identified by its sound") {
  record::Record other, same;
  other.path = "a.wav";
  other.genre = {"rock"};
  other.front_end = "mfcc";
  other.features = {1.0F, 2.0F};
  same = other;
  same.path = "b.wav";
  same.features = {1.0F, 2.5F};
  recommend::Request request;
  request.given = {same};
  request.given[0].path = "-";
  const auto answer = recommend::recommend(recommend::Tracks({other, same}), request);
  REQUIRE(answer.tracks.size() == 1);
  CHECK(answer.tracks[0].path == "a.wav");
}
