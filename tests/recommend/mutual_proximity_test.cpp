#include "recommend/mutual_proximity.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <doctest/doctest.h>

#include "base/random.h"
#include "recommend/catalogue.h"
#include "recommend/recommender.h"

using namespace melsift;
using namespace melsift::recommend;
using doctest::Approx;
using test::sounding;
using test::track;

namespace {

// Gaussian points of many dimensions, where hubs appear (Radovanovic, Nanopoulos & Ivanovic,
// "Hubs in Space", JMLR 11, 2010).
Tracks cloud(int count, int dimensions) {
  Random random(3);
  std::vector<record::Record> records;
  for (int i = 0; i < count; ++i) {
    std::vector<float> values(static_cast<std::size_t>(dimensions));
    for (float& value : values) value = static_cast<float>(random.normal());
    records.push_back(sounding(track("t" + std::to_string(i), {}, {}), values));
  }
  return Tracks(std::move(records));
}

// How often each track is among the five nearest of another.
std::vector<double> occurrences(const Tracks& tracks, bool mutual_proximity,
                                Similarity similarity = Similarity::euclidean) {
  std::vector<double> counts(tracks.size());
  for (std::size_t seed = 0; seed < tracks.size(); ++seed) {
    Request request;
    request.given = {tracks.record(seed)};
    request.mutual_proximity = mutual_proximity;
    request.similarity = similarity;
    request.selection.count = 5;
    for (const auto& record : recommend::recommend(tracks, request).tracks)
      counts[std::stoul(record.title.substr(1))] += 1.0;
  }
  return counts;
}

double skewness(const std::vector<double>& values) {
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double second = 0.0, third = 0.0;
  for (const double value : values) {
    second += std::pow(value - mean, 2) / count;
    third += std::pow(value - mean, 3) / count;
  }
  return third / std::pow(second, 1.5);
}

}  // namespace

TEST_CASE("the share of longer distances is the gamma distribution's upper tail") {
  const std::vector<double> distances{1.0, 3.0};
  const auto statistics = DistanceStatistics::of(distances);
  CHECK(statistics.mean == 2.0);
  CHECK(statistics.deviation == 1.0);
  // Of shape 4 and scale 1/2: exp(-2 d) (1 + 2 d + (2 d)^2 / 2 + (2 d)^3 / 6).
  CHECK(statistics.longer_than(2.0) == Approx(std::exp(-4.0) * (1.0 + 4.0 + 8.0 + 64.0 / 6.0)));
  CHECK(statistics.longer_than(3.0) == Approx(std::exp(-6.0) * (1.0 + 6.0 + 18.0 + 36.0)));
  CHECK(statistics.longer_than(0.04) == Approx(0.9999983990008955));  // scipy.special.gammaincc
  CHECK(statistics.longer_than(0.0) == 1.0);
  CHECK(statistics.longer_than(-1e-17) == 1.0);  // a cosine's rounding
  CHECK(DistanceStatistics::of(std::vector<double>{2.0, 2.0}).longer_than(1.0) == 0.5);
  CHECK(distance_of(0.25, Similarity::cosine) == 0.75);
  CHECK(distance_of(0.25, Similarity::euclidean) == 3.0);
}

TEST_CASE("proximity is the product of both tails, by hand") {
  const Tracks tracks({sounding(track("a", {}, {}), {0.0F}), sounding(track("b", {}, {}), {2.0F}),
                       sounding(track("c", {}, {}), {4.0F}),
                       sounding(track("d", {}, {}), {10.0F})});
  const std::vector<record::Record> given{tracks.record(0)};
  const auto sound = Sound::of(tracks, given);
  const Profile profile = profile_of(given, tracks, sound);
  const std::vector<std::size_t> sample{0, 1, 2, 3};
  MutualProximity proximity(profile, sample, tracks, sound, Similarity::euclidean, {});
  // In deviations s = sqrt(14): from a the distances 0, 2, 4, 10 (mean 4, deviation sqrt(14)), from
  // b 2, 0, 2, 8 (mean 3, deviation 3), all over s; their own distance is 2.
  const double s = std::sqrt(14.0);
  Scorer scorer(profile, tracks, sound, Similarity::euclidean);
  const double from_a = 0.6314346479277144;    // shape 16 / 14: scipy.special.gammaincc(8/7, 4/7)
  const double from_b = std::exp(-2.0 / 3.0);  // shape 1: exponential
  CHECK(scorer(1) == Approx(1.0 / (1.0 + 2.0 / s)));
  CHECK(proximity(1, scorer(1)) == Approx(from_a * from_b));
}

TEST_CASE("mutual proximity reduces hubs and recommends every track") {
  const Tracks tracks = cloud(300, 40);
  const auto before = occurrences(tracks, false), after = occurrences(tracks, true);
  const auto never = [](const auto& counts) { return std::ranges::count(counts, 0.0); };
  CHECK(skewness(before) > 1.5);  // there are hubs
  CHECK(skewness(after) < 0.6 * skewness(before));
  CHECK(never(after) < never(before) / 4);
}

TEST_CASE("if many tracks are equal the outermost do not become hubs") {
  std::vector<record::Record> records;
  for (int i = 0; i < 1600; ++i)
    records.push_back(
        track("t" + std::to_string(i), {i % 8 == 0 ? "rare" : "common"}, 1980 + i % 20));
  const Tracks tracks(std::move(records));
  const auto counts = occurrences(tracks, true, Similarity::cosine);
  // With normal distributions, which reach below 0, 225 are never recommended.
  CHECK(std::ranges::count(counts, 0.0) < 40);
}
