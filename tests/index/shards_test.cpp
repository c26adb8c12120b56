#include "index/shards.h"

#include <utility>

#include <doctest/doctest.h>

#include "base/error.h"
#include "index/rows.h"
#include "support/support.h"

using namespace melsift;
using index::Shards;
using test::clustered;
using test::Rows;

namespace {

constexpr std::size_t kSize = 12;

// An index of all rows and, in files of their own, its parts, which end at these rows.
struct Parted {
  test::TemporaryFolder folder;
  std::string whole;
  std::vector<std::string> parts;

  Parted(const Rows& rows, const std::vector<std::size_t>& ends, bool graph) {
    whole = folder.path("whole");
    test::write_index(whole, rows, graph);
    const auto standardisation = index::Index::open(whole).standardisation();
    std::size_t row = 0;
    for (const std::size_t end : ends) {
      parts.push_back(folder.path("part" + std::to_string(parts.size())));
      index::Writer writer(parts.back(), "some vectors");
      for (; row < end; ++row) writer.add(rows[row], "record " + std::to_string(row));
      writer.close(graph ? std::optional(index::GraphOptions{}) : std::nullopt, standardisation);
    }
  }
};

}  // namespace

TEST_CASE("shards give an exact search the rows and scores of the whole index") {
  Rows rows = clustered(50'000, kSize, 300, 1);
  rows[49'000] = rows[17];  // equal scores: the order of the rows decides
  const Parted parted(rows, {17'000, 17'000, 17'001, 50'000}, false);
  const auto whole = index::Index::open(parted.whole);
  const auto shards = Shards::open(parted.parts);
  CHECK(shards.size() == 50'000);
  CHECK(shards.dimension() == kSize);
  CHECK(shards.description() == "some vectors");
  for (const std::size_t row : {0, 16'999, 17'000, 17'001, 49'999}) {
    CHECK(shards.payload(row) == "record " + std::to_string(row));
    CHECK(std::ranges::equal(shards.vector(row), whole.vector(row)));
  }
  CHECK(shards.path_of(16'999) == parted.parts[0]);
  CHECK(shards.path_of(17'000) == parted.parts[2]);
  CHECK(shards.path_of(17'001) == parted.parts[3]);
  Rows queries = clustered(20, kSize, 300, 5);
  queries.push_back(rows[17]);
  for (const auto& raw : queries) {
    const auto query = whole.standardise(raw);
    CHECK(shards.standardise(raw) == query);
    for (const unsigned threads : {1U, 3U}) {
      for (const std::size_t count : {1, 10, 2000, 60'000})
        CHECK(shards.exact(query, count, threads) == whole.exact(query, count, 1));
      CHECK(shards.nearest(query, 10, threads) == whole.exact(query, 10, 1));
    }
    const auto odd = [](std::uint32_t row) { return row % 2 == 1; };
    CHECK(shards.exact(query, 10, 2, odd) == whole.exact(query, 10, 1, odd));
  }
}

TEST_CASE("shards with graphs find no fewer of the nearest rows") {
  const Rows rows = clustered(12'000, kSize, 300, 1);
  const Parted parted(rows, {4000, 8000, 12'000}, true);
  const auto whole = index::Index::open(parted.whole);
  const auto shards = Shards::open(parted.parts);
  std::size_t by_whole = 0, by_shards = 0, wanted = 0;
  for (const auto& raw : clustered(200, kSize, 300, 5)) {
    const auto query = whole.standardise(raw);
    const auto truth = whole.exact(query, 10, 1);
    const auto found = [&](const std::vector<index::Hit>& hits) {
      return static_cast<std::size_t>(std::ranges::count_if(
          hits, [&](const index::Hit& hit) { return std::ranges::count(truth, hit) > 0; }));
    };
    by_whole += found(whole.approximate(query, 10));
    by_shards += found(shards.nearest(query, 10, 1));
    wanted += truth.size();
  }
  CHECK(by_whole >= wanted * 98 / 100);
  CHECK(by_shards >= by_whole);
}

TEST_CASE("statistics first: an index without rows standardises as the whole does") {
  const Rows rows = clustered(500, kSize, 20, 1);
  const Parted parted(rows, {200, 500}, false);
  const std::string path = parted.folder.path("statistics");
  index::Writer writer(path, "some vectors");
  for (const auto& row : rows) writer.add(row, "not kept");
  writer.close_statistics();
  const auto statistics = index::Index::open(path);
  const auto whole = index::Index::open(parted.whole);
  CHECK(statistics.size() == 0);
  CHECK(statistics.dimension() == kSize);
  CHECK(statistics.standardisation().mean == whole.standardisation().mean);
  CHECK(statistics.standardisation().scale == whole.standardisation().scale);
  // As a shard without rows it changes nothing.
  std::vector<std::string> paths = parted.parts;
  paths.insert(paths.begin(), path);
  const auto query = whole.standardise(rows[7]);
  CHECK(Shards::open(paths).exact(query, 20, 1) == whole.exact(query, 20, 1));
  CHECK(Shards::open(paths).payload(499) == "record 499");
}

TEST_CASE("indexes that can't be shards of one are refused by name") {
  const test::TemporaryFolder folder;
  const Rows rows = clustered(100, kSize, 20, 1);
  test::write_index(folder.path("a"), rows, false);
  test::write_index(folder.path("b"), Rows(rows.begin(), rows.begin() + 50), false);
  CHECK_THROWS_WITH_AS(Shards::open(std::vector{folder.path("a"), folder.path("b")}),
                       (folder.path("b") + ": is not standardised as " + folder.path("a") +
                        " is (make shards with melsift collect index --standardise-as)")
                           .c_str(),
                       Error);
  {
    index::Writer writer(folder.path("c"), "other vectors");
    writer.add(rows[0], "");
    writer.close({}, index::Index::open(folder.path("a")).standardisation());
  }
  CHECK_THROWS_WITH_AS(Shards::open(std::vector{folder.path("a"), folder.path("c")}),
                       (folder.path("c") + ": is an index of other vectors, but " +
                        folder.path("a") + " of some vectors")
                           .c_str(),
                       Error);
  CHECK_THROWS_AS(Shards::open(std::vector{folder.path("a"), folder.path("no")}), Error);
  CHECK_THROWS_AS(Shards::open(std::vector<std::string>{}), Error);
  index::Writer writer(folder.path("d"), "some vectors");
  writer.add(std::vector<float>(kSize + 1, 1.0F), "");
  CHECK_THROWS_AS(writer.close({}, index::Index::open(folder.path("a")).standardisation()), Error);
}
