#include "recommend/indexed_tracks.h"

#include <cmath>
#include <numbers>

#include <doctest/doctest.h>

#include "base/error.h"
#include "index/writer.h"
#include "recommend/catalogue.h"
#include "recommend/recommender.h"
#include "record/writer.h"
#include "support/support.h"

using namespace melsift;
using namespace melsift::recommend;
using test::sounding;
using test::titles;
using test::track;

namespace {

// `count` tracks around a circle, so that neighbours sound alike: track i is at 360 i / count
// degrees.  Every hundredth is jazz, the others rock.
std::vector<record::Record> circle(std::size_t count) {
  std::vector<record::Record> records;
  for (std::size_t i = 0; i < count; ++i) {
    const double angle =
        2.0 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(count);
    records.push_back(
        sounding(track("t" + std::to_string(i), {i % 100 == 0 ? "jazz" : "rock"}, 1990),
                 {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))}));
    records.back().path = std::to_string(i) + ".wav";
  }
  return records;
}

void add(index::Writer& writer, record::Record record) {
  const auto vector = record.features;
  record.features.clear();
  record.front_end.clear();
  writer.add(vector, record::to_json(record));
}

std::string index_of(const std::vector<record::Record>& records,
                     const test::TemporaryFolder& folder,
                     const std::string& description = "features of 2 values (mfcc)") {
  const std::string path = folder.path("tracks.index");
  index::Writer writer(path, description);
  for (const record::Record& record : records) add(writer, record);
  writer.close({});
  return path;
}

IndexedTracks opened(const std::string& path) {
  return IndexedTracks(std::vector{path});
}

Request request_for(record::Record seed, std::size_t count) {
  Request request;
  request.given = {std::move(seed)};
  request.selection.count = count;
  return request;
}

}  // namespace

TEST_CASE("an index answers with the tracks nearest by sound, as the catalogue does") {
  const test::TemporaryFolder folder;
  const auto records = circle(300);
  const IndexedTracks indexed = opened(index_of(records, folder));
  CHECK(indexed.size() == 300);
  CHECK(indexed.record(7).title == "t7");
  CHECK(indexed.record(7).features.empty());
  CHECK(indexed.front_end() == "mfcc");

  const auto request = request_for(records[40], 4);
  const IndexAnswer found = indexed.recommend(request, {}, {});
  CHECK(found.seeds == 1);
  CHECK(found.without_sound == 0);
  CHECK(found.ranked == 300);
  REQUIRE(found.answer.tracks.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    const record::Record& record = found.answer.tracks[i];
    const long long apart = std::abs(std::stoll(record.path) - 40);
    CHECK(apart == static_cast<long long>(i / 2 + 1));
    CHECK(record.features.empty());
    CHECK(record.front_end.empty());
    CHECK(record::to_json(indexed.record(found.answer.places[i])).find(record.title) !=
          std::string::npos);
  }
  const Answer by_catalogue = recommend::recommend(Tracks(records), request);
  for (std::size_t i = 0; i < 4; ++i)
    CHECK(std::abs(std::stoll(by_catalogue.tracks[i].path) - 40) ==
          std::abs(std::stoll(found.answer.tracks[i].path) - 40));
}

TEST_CASE("ever more rows are looked up until enough tracks pass the filters") {
  const test::TemporaryFolder folder;
  const auto records = circle(3000);  // of which 30 are jazz
  const IndexedTracks indexed = opened(index_of(records, folder));
  auto request = request_for(records[150], 20);
  request.filters.genres = {"jazz"};
  const IndexAnswer found = indexed.recommend(request, {}, {});
  CHECK(found.ranked == 3000);
  CHECK(found.answer.exact == 20);
  REQUIRE(found.answer.tracks.size() == 20);
  for (const record::Record& record : found.answer.tracks)
    CHECK(std::stoll(record.path) % 100 == 0);
  request.selection.count = 5;  // the first thousand rows hold ten
  CHECK(indexed.recommend(request, {}, {}).ranked == 1000);

  // Not more than allowed: the 2,000 nearest hold 20 or 21 of them.
  request.selection.count = 25;
  const IndexSearch bounded{.threads = 1, .most_ranked = 2000, .renew = {}};
  const IndexAnswer fewer = indexed.recommend(request, {}, bounded);
  CHECK(fewer.ranked == 2000);
  CHECK(fewer.answer.exact >= 19);
  CHECK(fewer.answer.exact <= 21);
}

TEST_CASE("a search by facets looks up rows that pass the filters, wherever they are") {
  const test::TemporaryFolder folder;
  auto records = circle(30'000);
  for (std::size_t i = 0; i < records.size(); ++i)
    if (i % 3000 == 0) records[i].genre = {"polka"};  // ten, of which the nearest 1,000 hold one
  for (std::size_t i = 0; i < records.size(); ++i)
    records[i].year = 1960 + static_cast<int>(i / 500);
  const IndexedTracks indexed = opened(index_of(records, folder));
  const IndexSearch search{.threads = 2, .renew = {}, .by_facets = true};
  auto request = request_for(records[150], 5);
  request.filters.genres = {"Polka"};
  const IndexAnswer found = indexed.recommend(request, {}, search);
  CHECK(found.answer.exact == 5);
  CHECK(found.ranked < 3'000);
  REQUIRE(found.answer.tracks.size() == 5);
  for (const record::Record& record : found.answer.tracks)
    CHECK(std::stoll(record.path) % 3000 == 0);
  // The same tracks as if all rows were looked up.
  const IndexAnswer by_all = indexed.recommend(request, {}, {});
  CHECK(by_all.ranked == 30'000);
  CHECK(titles(found.answer.tracks) == titles(by_all.answer.tracks));

  // Of filters that too few pass: all that pass, and then tracks of the widened filters.
  request.selection.count = 12;
  request.filters.years = Years{1960, 1964};
  const IndexAnswer widened = indexed.recommend(request, {}, search);
  CHECK(widened.answer.exact == 1);
  REQUIRE(widened.answer.tracks.size() == 12);
  CHECK(widened.answer.tracks[0].path == "0.wav");
  for (const record::Record& record : widened.answer.tracks) CHECK(*record.year <= 1974);
  CHECK(widened.ranked < 12'000);

  // A thousand rows are enough if they hold enough that pass.
  request = request_for(records[150], 5);
  request.filters.genres = {"rock"};
  CHECK(indexed.recommend(request, {}, search).ranked == 1000);
}

TEST_CASE("a search by facets reaches beyond tracks that are gone") {
  const test::TemporaryFolder folder;
  auto records = circle(20'000);
  for (std::size_t i = 0; i < records.size(); ++i) records[i].genre = {i % 10 == 0 ? "polka" : "x"};
  const IndexedTracks indexed = opened(index_of(records, folder));
  IndexSearch search{.threads = 1, .renew = {}, .by_facets = true};
  search.renew = [](record::Record& record) { return std::stoll(record.path) > 10'500; };
  auto request = request_for(records[5000], 5);
  request.filters.genres = {"polka"};
  const IndexAnswer found = indexed.recommend(request, {}, search);
  CHECK(found.answer.exact == 5);
  for (const record::Record& record : found.answer.tracks) {
    CHECK(std::stoll(record.path) > 10'500);
    CHECK(std::stoll(record.path) % 10 == 0);
  }
}

TEST_CASE("facets can be read before, and reading can be stopped") {
  const test::TemporaryFolder folder;
  const IndexedTracks indexed = opened(index_of(circle(100), folder));
  std::stop_source stop;
  stop.request_stop();
  CHECK_THROWS_AS(indexed.read_facets(1, stop.get_token()), Error);
  indexed.read_facets(2);
}

TEST_CASE("later changes of the catalogue are used; lost files are not recommended") {
  const test::TemporaryFolder folder;
  const auto records = circle(50);
  const IndexedTracks indexed = opened(index_of(records, folder));
  IndexSearch search;
  search.renew = [](record::Record& record) {
    if (record.title == "t21") record.liked = false;
    return record.title != "t19";
  };
  const IndexAnswer found = indexed.recommend(request_for(records[20], 2), {}, search);
  auto names = titles(found.answer.tracks);
  std::ranges::sort(names);
  CHECK(names == std::vector<std::string>{"t18", "t22"});
}

TEST_CASE("seeds of the index are found by path, or artist and title") {
  const test::TemporaryFolder folder;
  const auto records = circle(50);
  const IndexedTracks indexed = opened(index_of(records, folder));
  const auto seeds =
      indexed.seeds_named(std::vector<WeightedName>{{"3.wav", 2.0}, {"The t9s - t9", -1.0}});
  REQUIRE(seeds.size() == 2);
  CHECK(seeds[0].title == "t3");
  CHECK(seeds[0].seed_weight == 2.0);
  CHECK(seeds[0].features.size() == 2);
  CHECK(seeds[1].title == "t9");
  CHECK(indexed.seed(3).features == seeds[0].features);
  CHECK_THROWS_WITH_AS(indexed.seeds_named(std::vector<WeightedName>{{"99.wav", 1.0}}),
                       "\"99.wav\": no track of the index has this path, or this artist and title",
                       Error);
  Request request;
  request.selection.count = 2;
  const IndexAnswer found = indexed.recommend(request, {indexed.seed(20)}, {});
  CHECK(found.seeds == 1);
  for (const record::Record& record : found.answer.tracks)
    CHECK(std::abs(std::stoll(record.path) - 20) == 1);
}

TEST_CASE("seed tracks of another space are counted; none that compares is an error") {
  const test::TemporaryFolder folder;
  const auto records = circle(20);
  const IndexedTracks indexed = opened(index_of(records, folder));
  const auto other = sounding(track("other", {}, {}), {1.0F, 0.0F}, "another front end");
  // An unknown front end does not mean that vectors are those of an index.
  const auto nameless = sounding(track("nameless", {}, {}), {1.0F, 0.0F}, "");
  CHECK(indexed.can_compare(records[0]));
  CHECK_FALSE(indexed.can_compare(other));
  CHECK_FALSE(indexed.can_compare(nameless));
  auto request = request_for(records[5], 2);
  request.given.push_back(other);
  request.given.push_back(nameless);
  const IndexAnswer found = indexed.recommend(request, {}, {});
  CHECK(found.seeds == 3);
  CHECK(found.without_sound == 2);
  CHECK_THROWS_WITH_AS(
      indexed.recommend(request_for(other, 2), {}, {}),
      (folder.path("tracks.index") + ": is searched by sound, but no seed track has features of "
                                     "2 values (mfcc)")
          .c_str(),
      Error);
}

TEST_CASE("an index of 0.1.0 names the front end of its embeddings") {
  const test::TemporaryFolder folder;
  const IndexedTracks indexed =
      opened(index_of(circle(20), folder, "embedding of 2 values (mel sr=22050; 1234)"));
  record::Record seed = track("seed", {}, {});
  seed.embedding = {1.0F, 0.0F};
  seed.model = "1234";
  CHECK_FALSE(indexed.can_compare(seed));
  CHECK(indexed.front_end().empty());
  seed.front_end = "mel sr=22050";
  CHECK(indexed.can_compare(seed));
  CHECK(indexed.recommend(request_for(seed, 3), {}, {}).answer.tracks.size() == 3);
}

TEST_CASE("three indexes answer as the one that they are parts of") {
  const test::TemporaryFolder folder;
  const auto records = circle(3000);
  const std::string whole = index_of(records, folder);
  const auto standardisation = index::Index::open(whole).standardisation();
  std::vector<std::string> parts;
  for (const auto& [begin, end] : {std::pair{0, 700}, {700, 701}, {701, 3000}}) {
    parts.push_back(folder.path("part" + std::to_string(begin)));
    index::Writer writer(parts.back(), "features of 2 values (mfcc)");
    for (int i = begin; i < end; ++i) add(writer, records[i]);
    writer.close({}, standardisation);
  }
  const IndexedTracks one = opened(whole), three(parts);
  CHECK(three.size() == 3000);
  CHECK(three.record(700).title == "t700");
  CHECK(three.seed(2999).features == one.seed(2999).features);
  const std::vector<WeightedName> names = {{"705.wav", 1.0}};
  CHECK(three.seeds_named(names)[0].title == "t705");
  for (const std::size_t seed : {150, 699, 700, 2999}) {
    for (const bool jazz : {false, true}) {
      auto request = request_for(records[seed], 20);
      if (jazz) request.filters.genres = {"jazz"};
      const IndexAnswer a = one.recommend(request, {}, {});
      const IndexAnswer b = three.recommend(request, {}, {});
      CHECK(a.ranked == b.ranked);
      CHECK(a.answer.places == b.answer.places);
      REQUIRE(a.answer.tracks.size() == b.answer.tracks.size());
      for (std::size_t i = 0; i < a.answer.tracks.size(); ++i)
        CHECK(record::to_json(a.answer.tracks[i]) == record::to_json(b.answer.tracks[i]));
    }
  }
}
