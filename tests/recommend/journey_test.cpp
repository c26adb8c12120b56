#include "recommend/journey.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "base/error.h"
#include "recommend/catalogue.h"
#include "recommend/english.h"
#include "recommend/journey_paths.h"

using namespace melsift;
using namespace melsift::recommend;
using test::sounding;
using test::titles;
using test::track;

namespace {

using Names = std::vector<std::string>;

// 36 tracks around a circle, ten degrees apart: "0", "10", ..., "350", each by an artist of its
// own.
std::vector<record::Record> circle() {
  std::vector<record::Record> records;
  for (int i = 0; i < 36; ++i) {
    const double angle = i * std::numbers::pi / 18.0;
    records.push_back(
        sounding(track(std::to_string(10 * i), {"rock"}, 1990),
                 {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))}));
  }
  return records;
}

Names journey_titles(const std::vector<record::Record>& records, std::size_t from, std::size_t to,
                     const Request& request) {
  return titles(journey(Tracks(records), from, to, request).tracks);
}

Request of_count(std::size_t count) {
  Request request;
  request.selection.count = count;
  return request;
}

// Tracks on a curved surface in 12 dimensions, by 30 artists.
std::vector<record::Record> surface(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  double slopes[12][2], phases[12];
  for (int j = 0; j < 12; ++j) {
    for (double& slope : slopes[j]) slope = random.normal();
    phases[j] = random.uniform(0.0, 6.0);
  }
  std::vector<record::Record> records;
  for (std::size_t i = 0; i < count; ++i) {
    const double u = random.uniform(-1.0, 1.0), v = random.uniform(-1.0, 1.0);
    std::vector<float> features;
    for (int j = 0; j < 12; ++j)
      features.push_back(
          static_cast<float>(std::sin(2.0 * (slopes[j][0] * u + slopes[j][1] * v) + phases[j]) +
                             0.1 * random.normal()));
    records.push_back(sounding(track("t" + std::to_string(i), {"rock"}, 1990), features));
    records.back().artist = "artist " + std::to_string(random.below(30));
  }
  return records;
}

}  // namespace

TEST_CASE("a journey takes equal steps along an arc") {
  const auto records = circle();
  CHECK(journey_titles(records, 0, 9, of_count(4)) == Names{"0", "30", "60", "90"});
  CHECK(journey_titles(records, 9, 0, of_count(4)) == Names{"90", "60", "30", "0"});
  CHECK(journey_titles(records, 0, 9, of_count(2)) == Names{"0", "90"});
  CHECK(journey_titles(records, 35, 3, of_count(5)) == Names{"350", "0", "10", "20", "30"});
  const Answer answer = journey(Tracks(records), 0, 9, of_count(4));
  CHECK(answer.tracks[0].rank == 1);
  CHECK(answer.tracks[0].score == 1.0);
  CHECK(*answer.tracks[1].score == doctest::Approx(std::cos(std::numbers::pi / 6.0)));
  CHECK(answer.places == std::vector<std::size_t>{0, 3, 6, 9});
  CHECK(answer.why[0].empty());
  CHECK(english(answer.why[1]) == Names{"after The 0s - 0 (0.866)"});
  CHECK(answer.notes.empty());
}

TEST_CASE("between the ends of a journey stand only tracks that pass") {
  auto records = circle();
  Request request = of_count(4);
  records[3].genre = {"talk"};
  records[6].liked = false;
  request.filters.excluded.genres = {"talk"};
  request.gone.resize(records.size());
  request.gone[5] = true;
  const auto found = journey_titles(records, 0, 9, request);
  CHECK(std::ranges::count(found, "30") + std::ranges::count(found, "60") +
            std::ranges::count(found, "50") ==
        0);
  CHECK(found.size() == 4);
  records[0].genre = {"talk"};  // the ends are what the listener has named
  CHECK(journey_titles(records, 0, 9, request).front() == "0");

  request.filters.genres = {"none"};
  const Answer alone = journey(Tracks(records), 0, 9, request);
  CHECK(titles(alone.tracks) == Names{"0", "90"});
  CHECK(english(alone.notes) == Names{"only 2 of 4 tracks found"});
  CHECK(alone.warnings.size() == 1);
}

TEST_CASE("two tracks of an artist do not follow each other in a journey") {
  auto records = circle();
  records[3].artist = "One & Only";
  records[6].artist = "one and only";
  const auto found = journey_titles(records, 0, 9, of_count(4));
  CHECK(found.size() == 4);
  CHECK((found[1] != "30" || found[2] != "60"));
  records[0].artist = records[9].artist;  // nor are the ends changed for that
  CHECK(journey_titles(records, 0, 9, of_count(2)) == Names{"0", "90"});
}

TEST_CASE("a journey is smoother than the straight line and than a random walk") {
  const Tracks tracks(surface(600, 3));
  const auto sound = Sound::of(tracks, {});
  REQUIRE(sound);
  const test::SoundMap map(tracks, *sound);
  const std::vector<bool> all(tracks.size(), true);
  Random random(7);
  std::vector<test::Path> journeys, lines, walks;
  for (int i = 0; i < 30; ++i) {
    const auto from = random.below(tracks.size());
    const auto to = (from + 1 + random.below(tracks.size() - 1)) % tracks.size();
    const Journey found = find_journey(tracks, *sound, from, to, {}, all);
    REQUIRE(found.tracks.size() == 20);
    CHECK(found.tracks.front() == from);
    CHECK(found.tracks.back() == to);
    CHECK(std::set(found.tracks.begin(), found.tracks.end()).size() == 20);
    for (std::size_t step = 0; step < found.steps.size(); ++step) {
      CHECK(found.steps[step] ==
            doctest::Approx(1.0 - map.distance(found.tracks[step], found.tracks[step + 1])));
      CHECK(tracks.record(found.tracks[step]).artist !=
            tracks.record(found.tracks[step + 1]).artist);
    }
    journeys.push_back(found.tracks);
    lines.push_back(map.straight_line(from, to, 20));
    walks.push_back(map.random_walk(from, to, 20, random));
  }
  const auto ours = test::Smoothness::of(journeys, map), line = test::Smoothness::of(lines, map),
             walk = test::Smoothness::of(walks, map);
  MESSAGE("mean and worst step: journey ", ours.mean, " ", ours.worst, ", line ", line.mean, " ",
          line.worst, ", walk ", walk.mean, " ", walk.worst);
  CHECK(ours.mean < 0.7 * line.mean);
  CHECK(ours.worst < 0.7 * line.worst);
  CHECK(ours.mean < 0.7 * walk.mean);
  CHECK(ours.worst < 0.5 * walk.worst);
}

TEST_CASE("a journey depends on no order of the catalogue") {
  auto records = surface(300, 5);
  const auto found = journey_titles(records, 3, 200, of_count(12));
  std::ranges::reverse(records);
  CHECK(journey_titles(records, 296, 99, of_count(12)) == found);
}

TEST_CASE("the ends of a journey are named as seed tracks are, but one each") {
  auto records = circle();
  records[4].artist = records[5].artist = "Twice";
  const Tracks tracks(records);
  CHECK(journey_end("the 30s - 30", tracks) == 3);
  CHECK(journey_end("70", tracks) == 7);
  CHECK_THROWS_WITH_AS(journey_end("none", tracks),
                       "\"none\": no track of the catalogue has this path, name, title or artist",
                       Error);
  CHECK_THROWS_WITH_AS(journey_end("Twice", tracks),
                       "\"Twice\": is the name of 2 tracks: give a path, or artist - title", Error);
  // Of two copies of a track, the one with sound.
  auto copies = circle();
  copies[8] = copies[2];
  copies[2].features.clear();
  CHECK(journey_end("20", Tracks(copies)) == 8);
}

TEST_CASE("a journey that can't be made is refused") {
  auto records = circle();
  records[5].features.clear();
  const Tracks tracks(records);
  const auto refused = [&](std::size_t from, std::size_t to, std::size_t count) {
    try {
      journey(tracks, from, to, of_count(count));
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(refused(1, 1, 5) == "\"The 10s - 10\": is both ends of the journey");
  CHECK(refused(1, 5, 5).starts_with("\"The 50s - 50\": has no features of 2 values (mfcc)"));
  CHECK(refused(1, 2, 1) == "count: a journey has 2 to 200 tracks");
  CHECK(refused(1, 2, 201) == "count: a journey has 2 to 200 tracks");
  const Tracks silent({track("a", {}, {}), track("b", {}, {})});
  CHECK_THROWS_AS(journey(silent, 0, 1, of_count(5)), Error);
}
