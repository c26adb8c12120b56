#include "recommend/clusters.h"

#include <algorithm>
#include <set>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/random.h"
#include "recommend/catalogue.h"

using namespace melsift;
using namespace melsift::recommend;
using test::sounding;
using test::titles;
using test::track;

namespace {

using Names = std::vector<std::string>;

// Three kinds of sound: 30 of jazz of the sixties, 20 of metal, 10 of techno.
std::vector<record::Record> three_kinds() {
  Random random(2);
  std::vector<record::Record> records;
  const auto add = [&](const char* genre, long long year, double tempo, int kind, int count) {
    for (int i = 0; i < count; ++i) {
      std::vector<float> features(3);
      for (float& value : features) value = static_cast<float>(0.2 * random.normal());
      features[static_cast<std::size_t>(kind)] += 2.0F;
      records.push_back(
          sounding(track(std::string(genre) + std::to_string(i), {genre}, year + i % 7), features));
      records.back().tempo_bpm = tempo + i;
    }
  };
  add("jazz", 1961, 60.0, 0, 30);
  add("metal", 1986, 100.0, 1, 20);
  add("techno", 1999, 150.0, 2, 10);
  return records;
}

Names names_of(const std::vector<Cluster>& clusters) {
  Names names;
  for (const Cluster& cluster : clusters) names.push_back(cluster.name);
  return names;
}

}  // namespace

TEST_CASE("clusters are the kinds of sound, named after what they have in common") {
  const Tracks tracks(three_kinds());
  const auto clusters = find_clusters(tracks, {.count = 3});
  CHECK(names_of(clusters) == Names{"jazz, 1960s", "metal, 1980s", "techno, 2000s, fast"});
  CHECK(clusters[0].tracks.size() == 30);
  for (const Cluster& cluster : clusters) {
    const std::string& genre = tracks.record(cluster.tracks[0]).genre[0];
    for (const std::size_t one : cluster.tracks) CHECK(tracks.record(one).genre[0] == genre);
  }
  CHECK(find_clusters(tracks, {}).size() == 5);  // the square root of 30
}

TEST_CASE("clusters depend on the seed, not on the order of the catalogue") {
  auto records = three_kinds();
  const auto titles_in = [](const std::vector<record::Record>& all, std::uint64_t seed) {
    const Tracks tracks(all);
    std::vector<Names> lists;
    for (const Cluster& cluster : find_clusters(tracks, {7, seed})) {
      lists.emplace_back();
      for (const std::size_t one : cluster.tracks) lists.back().push_back(all[one].title);
    }
    return lists;
  };
  const auto found = titles_in(records, 1);
  std::ranges::reverse(records);
  CHECK(titles_in(records, 1) == found);
  std::size_t count = 0;
  for (const Names& list : found) count += list.size();
  CHECK(count == 60);
}

TEST_CASE("a cluster's first track is the most central one") {
  std::vector<record::Record> records;
  for (const float x : {-0.4F, 0.5F, 0.05F, -0.1F})
    records.push_back(sounding(track(std::to_string(x), {}, {}), {1.0F, x}));
  for (const float x : {-0.3F, 0.3F})
    records.push_back(sounding(track(std::to_string(x), {}, {}), {-1.0F, x}));
  const Tracks tracks(records);
  const auto clusters = find_clusters(tracks, {.count = 2});
  REQUIRE(clusters.size() == 2);
  REQUIRE(clusters[0].tracks.size() == 4);
  CHECK(clusters[0].tracks[0] == 2);
  CHECK(names_of(clusters) == Names{"mixed", "mixed 2"});
}

TEST_CASE("there are no more clusters than sounds") {
  std::vector<record::Record> records;
  for (int i = 0; i < 9; ++i)
    records.push_back(sounding(track(std::to_string(i), {}, {}), {i % 2 ? 1.0F : -1.0F, 1.0F}));
  records.push_back(track("silent", {}, {}));
  CHECK(find_clusters(Tracks(records), {.count = 5}).size() == 2);
  CHECK_THROWS_AS(find_clusters(Tracks({track("silent", {}, {})}), {}), Error);
}
