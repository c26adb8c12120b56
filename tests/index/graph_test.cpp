#include "index/graph.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/file.h"
#include "index/rows.h"
#include "support/support.h"

using namespace melsift;
using test::clustered;
using test::numbers;
using test::Rows;
using test::TemporaryFolder;
using test::write_index;

namespace {

// The fraction of the exact 10 nearest rows that the graph finds.
double recall(const index::Index& index, const Rows& queries, std::size_t ef) {
  std::size_t found = 0, wanted = 0;
  for (const auto& raw : queries) {
    const auto query = index.standardise(raw);
    const auto near = numbers(index.approximate(query, 10, ef));
    for (const std::uint32_t row : numbers(index.exact(query, 10, 2))) {
      ++wanted;
      found += static_cast<std::size_t>(std::ranges::count(near, row));
    }
  }
  return static_cast<double>(found) / static_cast<double>(wanted);
}

}  // namespace

TEST_CASE("the graph finds the same tracks as the exact search, with the same scores") {
  const TemporaryFolder folder;
  write_index(folder.path("x"), clustered(6000, 24, 200, 1), true);
  const auto index = index::Index::open(folder.path("x"));
  REQUIRE(index.has_graph());
  const Rows queries = clustered(200, 24, 200, 2);
  CHECK(recall(index, queries, index::kEf) >= 0.98);
  CHECK(recall(index, queries, 512) >= 0.999);
  for (const auto& raw : clustered(20, 24, 200, 3)) {
    const auto query = index.standardise(raw);
    const auto all = index.exact(query, index.size(), 1);
    const auto near = index.approximate(query, 10, 512);
    CHECK(std::ranges::is_sorted(near, index::is_better));
    for (const auto& hit : near) CHECK(std::ranges::count(all, hit) == 1);
    CHECK(near == index.approximate(query, 10, 512));
  }
}

TEST_CASE("rows that come cluster by cluster are found as well") {
  const TemporaryFolder folder;
  Rows rows = clustered(6000, 24, 200, 1);
  std::sort(rows.begin(), rows.end());
  write_index(folder.path("x"), rows, true);
  CHECK(recall(index::Index::open(folder.path("x")), clustered(200, 24, 200, 2), index::kEf) >=
        0.98);
}

TEST_CASE("the same seed gives the same bytes on any number of threads") {
  const TemporaryFolder folder;
  const Rows rows = clustered(3000, 10, 40, 3);
  const auto bytes = [&](unsigned threads, std::uint64_t seed) {
    index::GraphOptions options;
    options.threads = threads;
    options.seed = seed;
    write_index(folder.path("x"), rows, true, options);
    return read_file(folder.path("x"));
  };
  const std::string once = bytes(1, 1);
  for (const unsigned threads : {2U, 5U}) CHECK(bytes(threads, 1) == once);
  CHECK(bytes(2, 2) != once);
}

TEST_CASE("thousands of equal rows do not form an island") {
  const TemporaryFolder folder;
  Rows rows = clustered(8000, 12, 60, 4);
  for (std::size_t i = 0; i < rows.size(); i += 2) rows[i] = rows[0];
  write_index(folder.path("x"), rows, true);
  const auto index = index::Index::open(folder.path("x"));
  CHECK(recall(index, clustered(200, 12, 60, 5), index::kEf) >= 0.98);
  const auto hits = index.approximate(index.standardise(rows[0]), 100, 10);
  REQUIRE(hits.size() == 100);
  for (std::size_t i = 0; i < hits.size(); ++i) CHECK(hits[i].row == 2 * i);
}

TEST_CASE("all rows are equal") {
  const TemporaryFolder folder;
  write_index(folder.path("x"), Rows(500, {1.0F, 2.0F}), true);
  const auto index = index::Index::open(folder.path("x"));
  const auto hits = index.approximate(index.standardise(std::vector{3.0F, 4.0F}), 20);
  REQUIRE(hits.size() == 20);
  CHECK(hits.back().row == 19);
}

TEST_CASE("every row finds itself: none is unreachable") {
  const TemporaryFolder folder;
  const Rows rows = clustered(3000, 16, 30, 6);
  write_index(folder.path("x"), rows, true);
  const auto index = index::Index::open(folder.path("x"));
  std::size_t found = 0;
  for (std::size_t row = 0; row < rows.size(); ++row)
    found += index.approximate(index.vector(row), 1).front().row == row ? 1 : 0;
  CHECK(found >= rows.size() - 1);
  CHECK(index.approximate(index.vector(0), rows.size(), rows.size()).size() >= rows.size() - 3);
}

TEST_CASE("small graphs of any degree") {
  const TemporaryFolder folder;
  for (const std::size_t degree : {2UL, 3UL, 40UL}) {
    for (const std::size_t count : {2UL, 3UL, 5UL, 17UL, 100UL}) {
      index::GraphOptions options;
      options.degree = degree;
      options.ef_construction = 50;
      write_index(folder.path("x"), clustered(count, 4, 3, 8), true, options);
      const auto index = index::Index::open(folder.path("x"));
      const auto query = index.standardise(std::vector{1.0F, 2.0F, 3.0F, 4.0F});
      CHECK(index.approximate(query, 1, count) == index.exact(query, 1, 1));
    }
  }
  index::GraphOptions options;
  for (const std::size_t degree : {0UL, 1UL, 5000UL}) {
    options.degree = degree;
    CHECK_THROWS_AS(write_index(folder.path("x"), {{1.0F}, {2.0F}}, true, options), Error);
  }
}

TEST_CASE("the progress rises to the number of rows") {
  const TemporaryFolder folder;
  index::GraphOptions options;
  std::vector<std::size_t> told;
  options.progress = [&](std::size_t done) { told.push_back(done); };
  write_index(folder.path("x"), clustered(3000, 4, 10, 9), true, options);
  REQUIRE_FALSE(told.empty());
  CHECK(std::ranges::is_sorted(told));
  CHECK(told.back() == 3000);
}
