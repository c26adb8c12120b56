#include "recommend/similarity.h"

#include <cmath>

#include <doctest/doctest.h>

#include "recommend/catalogue.h"

using namespace melsift;
using namespace melsift::recommend;
using doctest::Approx;
using test::sounding;
using test::track;

namespace {

Filters wish(std::vector<std::string> genres, std::optional<Years> years = {}) {
  Filters filters;
  filters.genres = std::move(genres);
  filters.years = years;
  return filters;
}

}  // namespace

TEST_CASE("cosine and Euclidean similarity of a request, by hand") {
  // Years 1990 to 2000 span the quarter circle: 1995 is at 45 degrees, in the middle of the
  // request.
  const Tracks tracks({track("a", {"rock"}, 1990), track("b", {"Pop"}, 1995),
                       track("c", {"rock", "pop"}, 2000), track("d", {"jazz"}, 1995),
                       track("e", {"rock"}, {})});
  const Profile profile = profile_of(wish({"rock", "pop"}, parse_years("1990-2000")), tracks);
  CHECK(profile.genres.at("rock") == 0.5);
  CHECK((*profile.year)[0] == Approx(std::sqrt(0.5)));

  const double root = std::sqrt(0.5);
  Scorer cosine_of(profile, tracks, {}, Similarity::cosine);
  CHECK(cosine_of(0) == Approx((root + root) / 2));  // one of two genres; 45 degrees away
  CHECK(cosine_of(1) == Approx((root + 1.0) / 2));
  CHECK(cosine_of(2) == Approx((1.0 + root) / 2));
  CHECK(cosine_of(3) == Approx((0.0 + 1.0) / 2));
  CHECK(cosine_of(4) == Approx((root + 0.0) / 2));  // an unknown year has similarity 0

  const double chord = 2.0 - 2.0 * root;  // squared, of 45 degrees
  Scorer euclidean(profile, tracks, {}, Similarity::euclidean);
  CHECK(euclidean(0) == Approx(1 / (1 + std::sqrt(0.5 + chord))));
  CHECK(euclidean(1) == Approx(1 / (1 + std::sqrt(0.5))));
  CHECK(euclidean(2) == Approx(1 / (1 + std::sqrt(chord))));
  CHECK(euclidean(3) == Approx(1 / (1 + std::sqrt(1.5))));
  CHECK(euclidean(4) == Approx(1 / (1 + std::sqrt(0.5 + 1.0))));
}

TEST_CASE("blocks are weighted; a block with weight 0 is left out") {
  const Tracks tracks({track("a", {"rock"}, 1990), track("b", {"pop"}, 2000)});
  const Profile profile = profile_of(wish({"rock"}, parse_years("2000")), tracks);
  Scorer twice(profile, tracks, {}, Similarity::cosine, {.genre = 2.0});
  CHECK(twice(0) == Approx(2.0 / 3.0));
  CHECK(twice(1) == Approx(1.0 / 3.0));
  Scorer genre_alone(profile, tracks, {}, Similarity::euclidean, {.year = 0.0});
  CHECK(genre_alone(0) == Approx(1.0));
  CHECK(genre_alone(1) == Approx(1.0 / (1.0 + std::sqrt(2.0))));
  CHECK(genre_alone.has_known_block());
  CHECK_FALSE(Scorer(profile, tracks, {}, Similarity::cosine, {.genre = 0.0, .year = 0.0})
                  .has_known_block());
}

TEST_CASE("seed tracks are weighted; negative weights lead away") {
  const Tracks tracks({sounding(track("a", {}, {}), {0.0F}), sounding(track("b", {}, {}), {2.0F})});
  auto like = sounding(track("l", {"rock"}, 1990, "en"), {2.0F});
  auto more = sounding(track("m", {"pop"}, 1990, "en"), {2.0F});
  auto unlike = sounding(track("u", {"jazz"}, 2000, "fr"), {0.0F});
  more.seed_weight = 3.0;
  unlike.seed_weight = -2.0;
  const std::vector given{like, more, unlike};
  const Profile profile = profile_of(given, tracks, Sound::of(tracks, given));
  // (1 * 1 + 3 * 1 - 2 * -1) / 4
  CHECK(profile.sound == std::vector<double>{1.5});
  CHECK(profile.genres.at("rock") == 0.25);
  CHECK(profile.genres.at("pop") == 0.75);
  CHECK(profile.genres.at("jazz") == -0.5);
  CHECK(profile.languages == std::map<std::string, double>{{"en", 1.0}});
  CHECK(genres_of(given) == std::vector<std::string>{"rock", "pop"});
  const std::vector away{unlike};
  CHECK(profile_of(away, tracks, Sound::of(tracks, away)).sound == std::vector<double>{1.0});
}

TEST_CASE("languages are a separate block, in any spelling") {
  const Tracks tracks({track("a", {"rock"}, {}, "English"), track("b", {"rock"}, {}, "fr"),
                       track("c", {"rock"}, {})});
  Filters filters = wish({"rock"});
  filters.languages = {"EN"};
  Scorer score(profile_of(filters, tracks), tracks, {}, Similarity::cosine);
  CHECK(score(0) == Approx(1.0));
  CHECK(score(1) == Approx(0.5));
  CHECK(score(2) == Approx(0.5));
}

TEST_CASE("sound is standardised over the catalogue; a constant feature has no effect") {
  // The first feature has mean 1 and standard deviation 1, the second never changes.
  const Tracks tracks({sounding(track("a", {}, {}), {0.0F, 10.0F}),
                       sounding(track("b", {}, {}), {2.0F, 10.0F}), track("c", {}, {}),
                       sounding(track("d", {}, {}), {9.0F, 9.0F}, "another front end")});
  const std::vector<record::Record> given{sounding({}, {2.0F, 10.0F})};
  const auto sound = Sound::of(tracks, given);
  REQUIRE(sound);
  const Profile profile = profile_of(given, tracks, sound);
  CHECK(profile.sound == std::vector<double>{1.0, 0.0});

  Scorer cosine_of(profile, tracks, sound, Similarity::cosine);
  CHECK(cosine_of(0) == Approx(-1.0));
  CHECK(cosine_of(1) == Approx(1.0));
  CHECK(cosine_of(2) == 0.0);  // without sound
  CHECK(cosine_of(3) == 0.0);  // not comparable
  CHECK(*cosine_of.sound_cosine(0) == Approx(-1.0));
  CHECK_FALSE(cosine_of.sound_cosine(3));

  Scorer euclidean(profile, tracks, sound, Similarity::euclidean);
  CHECK(euclidean(0) == Approx(1 / (1 + std::sqrt(2.0))));  // 2 deviations in one of 2 values
  CHECK(euclidean(1) == Approx(1.0));
  CHECK(euclidean(2) == Approx(1 / (1 + std::sqrt(0.5))));
}

TEST_CASE("the space of most tracks is compared, an embedding if two are equally frequent") {
  auto embedded = sounding(track("a", {}, {}), {1.0F});
  embedded.embedding = {1.0F, 2.0F};
  auto given = embedded;
  CHECK(Sound::of(Tracks({embedded}), std::vector{given})->space().kind == VectorKind::embedding);
  const Tracks mostly_features({embedded, sounding(track("b", {}, {}), {2.0F})});
  CHECK(Sound::of(mostly_features, std::vector{given})->space().kind == VectorKind::features);
  given = sounding({}, {1.0F}, "other");
  CHECK_FALSE(Sound::of(mostly_features, std::vector{given}));
  CHECK(Sound::of(mostly_features, {})->size() == 1);
}

TEST_CASE("embeddings of different models are not compared") {
  record::Record a;
  a.embedding = {1.0F, 2.0F};
  a.scores = {{"rock", 0.5F}, {"pop", 0.5F}};
  auto b = a;
  CHECK(Sound::of(Tracks({a}), std::vector{b}));
  b.scores[1].label = "jazz";
  CHECK_FALSE(Sound::of(Tracks({a}), std::vector{b}));
  b = a;
  a.model = "1234";
  b.model = "5678";
  CHECK_FALSE(Sound::of(Tracks({a}), std::vector{b}));
  const auto sound = Sound::of(Tracks({a}), std::vector{a});
  REQUIRE(sound);
  CHECK(sound->vector_of(b).empty());
}

TEST_CASE("the profile is the mean of the seed tracks, block by block") {
  const Tracks tracks({track("a", {"rock"}, 1990), track("b", {"rock"}, 2000)});
  auto classified = track("c", {}, 1990, "en");
  classified.predicted = "rock";
  classified.scores = {{"rock", 0.6F}, {"hiphop", 0.4F}};
  const auto tagged = track("d", {"Rock", "Hip Hop"}, 2000);
  const Profile profile = profile_of(std::vector{classified, tagged}, tracks, {});
  CHECK(profile.genres.size() == 2);
  CHECK(profile.genres.at("rock") == Approx(0.55));
  CHECK(profile.genres.at("hiphop") == Approx(0.45));
  CHECK(profile.languages.at("en") == 1.0);
  CHECK((*profile.year)[0] == Approx(0.5));
  CHECK((*profile.year)[1] == Approx(0.5));
  CHECK(genres_of(std::vector{classified, tagged}) == std::vector<std::string>{"rock", "Hip Hop"});

  // Its own tag precedes a predicted genre.
  classified.genre = {"polka"};
  const Profile own = profile_of(std::vector{classified}, tracks, {});
  CHECK(own.genres == std::map<std::string, double>{{"polka", 1.0}});
  CHECK(genres_of(std::vector{classified}) == std::vector<std::string>{"polka"});
}

TEST_CASE("the middle of an open range is taken within the catalogue's years") {
  const Tracks tracks({track("a", {}, 1960), track("b", {}, 2020)});
  const auto same = [&](const char* years, double middle) {
    const auto point = *profile_of(wish({}, parse_years(years)), tracks).year;
    return point == *tracks.year_point(middle);
  };
  CHECK(same("1990-", 2005.0));
  CHECK(same("-1990", 1975.0));
  CHECK(same("1900-1990", 1975.0));
  CHECK(same("1994", 1994.0));
}
