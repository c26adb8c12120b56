#include "index/index.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <filesystem>
#include <limits>
#include <numeric>

#include <doctest/doctest.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "index/rows.h"
#include "support/failing_call.h"
#include "support/support.h"

using namespace melsift;
using doctest::Approx;
using test::clustered;
using test::numbers;
using test::Rows;
using test::TemporaryFolder;
using test::write_index;

namespace {

// The cosines of `query` to all rows, in units of the rows' deviations from their mean, in double
// from first to last.
std::vector<double> cosines(const Rows& rows, const std::vector<float>& query) {
  const std::size_t size = query.size();
  std::vector<double> mean(size), deviation(size);
  const auto count = static_cast<double>(rows.size());
  for (std::size_t k = 0; k < size; ++k) {
    for (const auto& row : rows) mean[k] += static_cast<double>(row[k]) / count;
    for (const auto& row : rows) deviation[k] += std::pow(row[k] - mean[k], 2.0) / count;
    deviation[k] = std::sqrt(deviation[k]);
  }
  std::vector<double> out;
  for (const auto& row : rows) {
    double product = 0.0, row_squares = 0.0, query_squares = 0.0;
    for (std::size_t k = 0; k < size; ++k) {
      if (deviation[k] == 0.0) continue;
      const double a = (row[k] - mean[k]) / deviation[k];
      const double b = (query[k] - mean[k]) / deviation[k];
      product += a * b;
      row_squares += a * a;
      query_squares += b * b;
    }
    out.push_back(product / std::sqrt(row_squares * query_squares));
  }
  return out;
}

std::vector<std::uint32_t> best_of(const std::vector<double>& cosines, std::size_t count) {
  std::vector<std::uint32_t> order(cosines.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, [&](auto a, auto b) { return cosines[a] > cosines[b]; });
  order.resize(std::min(count, order.size()));
  return order;
}

}  // namespace

TEST_CASE("the exact answer is that of a calculation in double") {
  const TemporaryFolder folder;
  for (const std::size_t size : {1UL, 10UL, 16UL, 57UL, 64UL}) {
    CAPTURE(size);
    // One value gives only two directions, and 300 rows with the same score, whose order is not
    // compared.
    const Rows rows = clustered(700, size, 20, 1);
    write_index(folder.path("x"), rows, false);
    const auto index = index::Index::open(folder.path("x"));
    REQUIRE(index.size() == rows.size());
    CHECK(index.dimension() == size);
    CHECK_FALSE(index.has_graph());
    CHECK(index.description() == "some vectors");
    for (const auto& query : clustered(20, size, 20, 2)) {
      const auto expected = cosines(rows, query);
      const auto hits = index.exact(index.standardise(query), 25, 2);
      REQUIRE(hits.size() == 25);
      for (const auto& hit : hits) CHECK(hit.score == Approx(expected[hit.row]).epsilon(1e-5));
      if (size > 1) CHECK(numbers(hits) == best_of(expected, 25));
    }
  }
}

TEST_CASE("an answer is the same for any number of threads and rows") {
  const TemporaryFolder folder;
  const Rows rows = clustered(40'003, 3, 50, 3);  // three blocks; many near each other
  write_index(folder.path("x"), rows, false);
  const auto index = index::Index::open(folder.path("x"));
  for (const auto& query : clustered(5, 3, 50, 4)) {
    const auto unit = index.standardise(query);
    for (const std::size_t count : {1UL, 10UL, 1000UL, 100'000UL}) {
      const auto once = index.exact(unit, count, 1);
      CHECK(once.size() == std::min(count, rows.size()));
      CHECK(std::ranges::is_sorted(once, index::is_better));
      for (const unsigned threads : {2U, 3U, 16U}) CHECK(index.exact(unit, count, threads) == once);
    }
  }
  CHECK(index.exact(index.standardise(rows[0]), 0, 2).empty());
}

TEST_CASE("equal rows come in their order") {
  const TemporaryFolder folder;
  Rows rows = clustered(20'000, 5, 9, 5);
  for (const std::size_t twin : {7UL, 300UL, 19'999UL}) rows[twin] = rows[42];
  index::GraphOptions options;
  options.ef_construction = 32;
  write_index(folder.path("x"), rows, true, options);
  const auto index = index::Index::open(folder.path("x"));
  const auto unit = index.standardise(rows[42]);
  for (const auto& hits : {index.exact(unit, 4, 2), index.approximate(unit, 4)}) {
    CHECK(numbers(hits) == std::vector<std::uint32_t>{7, 42, 300, 19'999});
    for (const auto& hit : hits) CHECK(hit.score == Approx(1.0));
  }
  CHECK(numbers(index.approximate(unit, 2)) == std::vector<std::uint32_t>{7, 42});
}

TEST_CASE("a filter leaves rows out as if they were not there") {
  const TemporaryFolder folder;
  const Rows rows = clustered(20'000, 8, 30, 6);
  write_index(folder.path("x"), rows, false);
  const auto index = index::Index::open(folder.path("x"));
  const auto unit = index.standardise(rows[3]);
  std::vector<std::uint32_t> expected;
  for (const auto& hit : index.exact(unit, rows.size(), 1))
    if (hit.row % 7 == 2 && expected.size() < 12) expected.push_back(hit.row);
  const auto passes = [](std::uint32_t row) { return row % 7 == 2; };
  for (const unsigned threads : {1U, 2U})
    CHECK(numbers(index.exact(unit, 12, threads, passes)) == expected);
  CHECK(index.exact(unit, 12, 2, [](std::uint32_t) { return false; }).empty());
}

TEST_CASE("constant values, rows without a direction, huge and tiny numbers") {
  const TemporaryFolder folder;
  const float vast = 3e38F, tiny = 1e-42F;
  //               mean: 0, 7, 0, 0
  const Rows rows = {{1, 7, vast, tiny}, {-1, 7, -vast, -tiny}, {0, 7, 0, 0}};
  write_index(folder.path("x"), rows, true);
  const auto index = index::Index::open(folder.path("x"));
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (const float value : index.vector(row)) CHECK(std::isfinite(value));
  }
  CHECK(index.vector(0)[1] == 0.0F);
  CHECK(index.vector(0)[2] == Approx(std::sqrt(1.0 / 3.0)));
  CHECK(index.vector(0)[3] == Approx(std::sqrt(1.0 / 3.0)));
  CHECK(std::ranges::all_of(index.vector(2), [](float value) { return value == 0.0F; }));
  const auto hits = index.exact(index.standardise(rows[0]), 3, 1);
  CHECK(numbers(hits) == std::vector<std::uint32_t>{0, 2, 1});
  CHECK(hits[1].score == 0.0F);
  CHECK(hits[2].score == Approx(-1.0));
}

TEST_CASE("a large mean does not hide a small deviation") {
  const TemporaryFolder folder;
  Rows rows;
  for (int i = 0; i < 1000; ++i) rows.push_back({1e6F + static_cast<float>(i % 2)});
  write_index(folder.path("x"), rows, false);
  const auto index = index::Index::open(folder.path("x"));
  CHECK(index.standardisation().mean[0] == Approx(1e6 + 0.5).epsilon(1e-12));
  CHECK(index.standardisation().scale[0] == Approx(2.0).epsilon(1e-12));
}

TEST_CASE("payloads are any bytes, and none") {
  const TemporaryFolder folder;
  const std::vector<std::string> payloads = {"", "{\"title\":\"\xd0\xa1\"}", std::string("\0\n", 2),
                                             std::string(300'000, 'x'), ""};
  index::Writer writer(folder.path("x"), "");
  for (const auto& payload : payloads) writer.add(std::array{1.0F}, payload);
  writer.close({});
  const auto index = index::Index::open(folder.path("x"));
  for (std::size_t row = 0; row < payloads.size(); ++row)
    CHECK(index.payload(row) == payloads[row]);
}

TEST_CASE("no rows, and one") {
  const TemporaryFolder folder;
  for (const bool graph : {false, true}) {
    write_index(folder.path("none"), {}, graph);
    const auto none = index::Index::open(folder.path("none"));
    CHECK(none.size() == 0);
    CHECK(none.exact({}, 10, 2).empty());
    CHECK(none.approximate({}, 10).empty());
    CHECK(none.nearest({}, 10, 2).empty());

    write_index(folder.path("one"), {{3.0F, 4.0F}}, graph);
    const auto one = index::Index::open(folder.path("one"));
    const auto unit = one.standardise(std::array{1.0F, 2.0F});
    CHECK(unit == std::vector{0.0F, 0.0F});  // a single row equals the mean
    CHECK(one.nearest(unit, 10, 2) == std::vector<index::Hit>{{0, 0.0F}});
    CHECK(one.payload(0) == "record 0");
  }
}

TEST_CASE("invalid queries and vectors are refused by name") {
  const TemporaryFolder folder;
  index::Writer writer(folder.path("x"), "");
  const auto refused = [&](std::vector<float> raw, const char* words) {
    CHECK_THROWS_WITH_AS(writer.add(raw, "p"), words, Error);
  };
  refused({}, "vector: 0 values, expected some");
  refused(std::vector<float>(70'000), "vector: 70000 values, at most 65536 can be indexed");
  writer.add(std::array{1.0F, 2.0F}, "p");
  refused({1.0F}, "vector: 1 values, expected 2");
  refused({1.0F, std::numeric_limits<float>::quiet_NaN()},
          "vector: contains a number that is not finite");
  refused({std::numeric_limits<float>::infinity(), 0.0F},
          "vector: contains a number that is not finite");
  CHECK(writer.size() == 1);
  CHECK_FALSE(std::filesystem::exists(folder.path("x")));  // until close()
  writer.close({});
  const auto index = index::Index::open(folder.path("x"));
  CHECK(index.size() == 1);
  CHECK_THROWS_WITH_AS(index.standardise(std::array{1.0F}), "query: 1 values, expected 2", Error);
  CHECK_THROWS_AS(index.exact(std::array{1.0F}, 1, 1), Error);
  CHECK_THROWS_AS(index.approximate(std::array{1.0F, 0.0F}, 1), Error);  // no graph
}

TEST_CASE("neither a failed write nor a writer that was not closed leaves a file") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(index::Writer(folder.path("no/such/folder"), ""), Error);
  CHECK_THROWS_AS(index::Writer(folder.path(), ""), Error);
  {
    index::Writer writer(folder.path("x"), "");
    writer.add(std::array{1.0F}, "p");
  }
  CHECK(std::filesystem::is_empty(folder.path()));
  if (::access("/dev/full", W_OK) == 0) {
    index::Writer writer("/dev/full", "");
    writer.add(std::array{1.0F}, "p");
    CHECK_THROWS_WITH_AS(writer.close({}), doctest::Contains("/dev/full: can't write"), Error);
  }
}

TEST_CASE("of two writers of one file, the last one wins") {
  const TemporaryFolder folder;
  index::Writer first(folder.path("x"), "first"), second(folder.path("x"), "second");
  first.add(std::array{1.0F}, "a");
  second.add(std::array{2.0F}, "b");
  second.close({});
  const auto before = index::Index::open(folder.path("x"));
  first.close({});
  CHECK(before.payload(0) == "b");  // the mapping is of the file that was
  const auto after = index::Index::open(folder.path("x"));
  CHECK(after.description() == "first");
  CHECK(after.payload(0) == "a");
}

TEST_CASE("a full disk leaves the old index, wherever it comes, even if there is room again") {
  const TemporaryFolder folder;
  const Rows rows = clustered(5000, 8, 3, 1);
  const std::string path = folder.path("a.index");
  write_index(path, clustered(10, 8, 3, 1), false);
  const std::string old = read_file(path);
  int failures = 0;
  for (long number = 1; number < 100; ++number) {
    CAPTURE(number);
    const test::FailingCall full("write", number, ENOSPC);
    index::Writer writer(path, "some vectors");
    for (std::size_t i = 0; i < rows.size(); ++i) {
      try {
        writer.add(rows[i], "record " + std::to_string(i));
      } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::io);
      }
    }
    std::string told;
    try {
      writer.close(std::nullopt);
    } catch (const Error& error) {
      told = error.what();
    }
    if (!full.has_failed()) {
      CHECK(told.empty());
      break;
    }
    ++failures;
    CHECK(told.starts_with(path + ": can't write"));
    CHECK(told.ends_with(": No space left on device"));
    CHECK(read_file(path) == old);
  }
  CHECK(failures > 2);
}
