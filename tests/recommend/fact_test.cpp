#include "recommend/fact.h"

#include <set>

#include <doctest/doctest.h>

#include "recommend/english.h"

using namespace melsift;
using namespace melsift::recommend;

namespace {

struct Sample {
  Fact fact;
  const char* json;
  const char* text;
};

// One of each kind; some twice, with what may be absent.
const std::vector<Sample>& samples() {
  static const std::vector<Sample> kSamples = {
      {{FactKind::genre, {{"genre", "Hip-\"Hop\""}}, {}, {}},
       R"({"kind":"genre","genre":"Hip-\"Hop\""})",
       "genre Hip-\"Hop\""},
      {{FactKind::widened_genre, {{"genre", "metal"}, {"wanted", "rock"}}, {}, {}},
       R"({"kind":"widened_genre","genre":"metal","wanted":"rock"})",
       "genre metal, near rock"},
      {{FactKind::year, {}, {{"year", 1995}}, {}}, R"({"kind":"year","year":1995})", "year 1995"},
      {{FactKind::year, {}, {}, {}}, R"({"kind":"year"})", "year unknown"},
      {{FactKind::widened_year, {}, {{"year", 2004}, {"from", 1985}, {"to", 2005}}, {}},
       R"({"kind":"widened_year","year":2004,"from":1985,"to":2005})",
       "year 2004, years widened to 1985-2005"},
      {{FactKind::widened_year, {}, {{"year", 2004}, {"to", 2005}}, {}},
       R"({"kind":"widened_year","year":2004,"to":2005})",
       "year 2004, years widened to -2005"},
      {{FactKind::language, {{"language", "fr"}}, {}, {}},
       R"({"kind":"language","language":"fr"})",
       "language fr"},
      {{FactKind::language, {}, {}, {}}, R"({"kind":"language"})", "language unknown"},
      {{FactKind::widened_language, {{"language", "fr"}}, {}, {}},
       R"({"kind":"widened_language","language":"fr"})",
       "language fr, widened to any"},
      {{FactKind::nearest, {{"track", "A - b"}}, {{"similarity", 0.912}}, {}},
       R"({"kind":"nearest","track":"A - b","similarity":0.912})",
       "nearest to A - b (0.912)"},
      {{FactKind::step, {{"track", "A - b"}}, {{"similarity", 0.912}}, {}},
       R"({"kind":"step","track":"A - b","similarity":0.912})",
       "after A - b (0.912)"},
      {{FactKind::sound, {}, {{"similarity", -0.5}}, {}},
       R"({"kind":"sound","similarity":-0.5})",
       "sound -0.500"},
      {{FactKind::voice, {{"voice", "taste"}}, {{"score", 1}}, {}},
       R"({"kind":"voice","voice":"taste","score":1})",
       "taste 1.000"},
      {{FactKind::voice, {{"voice", "crowd"}}, {}, {}},
       R"({"kind":"voice","voice":"crowd"})",
       "crowd unknown"},
      {{FactKind::played, {{"item", "Queen"}}, {{"share", 0.25}}, {}},
       R"({"kind":"played","item":"Queen","share":0.25})",
       "because of Queen (0.25)"},
      {{FactKind::widened,
        {},
        {{"exact", 3}, {"wanted", 10}},
        {{FactKind::to_genre, {{"genre", "jazz"}}, {{"tracks", 4}}, {}},
         {FactKind::to_years, {}, {{"from", 1985}, {"to", 2005}, {"tracks", 2}}, {}},
         {FactKind::to_any_language, {}, {{"tracks", 1}}, {}}}},
       R"({"kind":"widened","exact":3,"wanted":10,"parts":[{"kind":"to_genre","genre":"jazz","tracks":4},)"
       R"({"kind":"to_years","from":1985,"to":2005,"tracks":2},{"kind":"to_any_language","tracks":1}]})",
       "only 3 of 10 tracks match: widened to the genre jazz (4), the years 1985-2005 (2), any "
       "language (1)"},
      {{FactKind::fewer, {}, {{"found", 7}, {"wanted", 10}}, {}},
       R"({"kind":"fewer","found":7,"wanted":10})",
       "only 7 of 10 tracks found"},
      {{FactKind::ties, {}, {{"places", 1}, {"among", 40}}, {}},
       R"({"kind":"ties","places":1,"among":40})",
       "1 place was chosen at random from 40 equally near tracks"},
      {{FactKind::ties, {}, {{"places", 2}, {"among", 40}}, {}},
       R"({"kind":"ties","places":2,"among":40})",
       "2 places were chosen at random from 40 equally near tracks"},
      {{FactKind::missing_genre,
        {{"genre", "rokc"}},
        {{"more", 5}},
        {{FactKind::genre, {{"genre", "rock"}}, {}, {}},
         {FactKind::genre, {{"genre", "pop"}}, {}, {}}}},
       R"({"kind":"missing_genre","genre":"rokc","more":5,"parts":[{"kind":"genre","genre":"rock"},)"
       R"({"kind":"genre","genre":"pop"}]})",
       "no track of the catalogue has the genre \"rokc\" (it has rock, pop and 5 more)"},
      {{FactKind::missing_language, {{"language", "xx"}}, {{"more", 0}}, {}},
       R"({"kind":"missing_language","language":"xx","more":0})",
       "no track of the catalogue has the language \"xx\" (it has none)"},
      {{FactKind::sound_not_compared, {{"seeds", "a"}, {"catalogue", "b"}}, {}, {}},
       R"({"kind":"sound_not_compared","seeds":"a","catalogue":"b"})",
       "sound is not compared: the seed tracks have a, the catalogue has b"},
      {{FactKind::without_sound, {}, {{"tracks", 1}, {"seeds", 3}}, {}},
       R"({"kind":"without_sound","tracks":1,"seeds":3})",
       "1 of 3 seed tracks have no sound that can be compared"},
      {{FactKind::no_taste, {}, {}, {}},
       R"({"kind":"no_taste"})",
       "there is no taste yet: like and dislike some tracks, and train it"},
      {{FactKind::no_crowd, {}, {}, {}},
       R"({"kind":"no_crowd"})",
       "the server has no plays of other listeners (start it with --crowd)"},
  };
  return kSamples;
}

}  // namespace

TEST_CASE("each kind of fact has its JSON and its English") {
  std::set<FactKind> kinds;
  for (const Sample& sample : samples()) {
    CAPTURE(sample.json);
    std::string json;
    append_json(json, sample.fact);
    CHECK(json == sample.json);
    CHECK(english(sample.fact) == sample.text);
    kinds.insert(sample.fact.kind);
    for (const Fact& part : sample.fact.parts) kinds.insert(part.kind);
  }
  CHECK(kinds.size() == static_cast<std::size_t>(FactKind::no_crowd) + 1);
  CHECK(to_json({}) == "[]");
  CHECK(to_json(std::vector{samples()[2].fact, samples()[3].fact}) ==
        R"([{"kind":"year","year":1995},{"kind":"year"}])");
}

TEST_CASE("an answer's records get their reasons twice: in English, and as data in `why`") {
  Answer answer;
  answer.tracks.resize(2);
  answer.tracks[0].reasons = {"of an earlier use"};
  answer.tracks[0].extra = {{"mine", "7"}, {"why", "[1]"}};
  answer.tracks[1].extra = {{"why", "[2]"}};
  answer.why = {{samples()[2].fact}, {}};
  const auto records = with_reasons(answer);
  CHECK(records[0].reasons == std::vector<std::string>{"year 1995"});
  REQUIRE(records[0].extra.size() == 2);
  CHECK(records[0].extra[0].first == "why");
  CHECK(records[0].extra[0].second == R"([{"kind":"year","year":1995}])");
  CHECK(records[0].extra[1].first == "mine");
  CHECK(records[1].extra.empty());
}
