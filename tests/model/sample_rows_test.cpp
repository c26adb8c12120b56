// Rows in memory and in a file: the same values.
#include "model/sample_rows.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "model/all_rows.h"
#include "support/support.h"

using namespace melsift;
using model::SampleCollector;
using model::SampleRows;

namespace {

constexpr nn::Index kHeight = 3;

// Sample `number` of kHeight x width values 1000 number + 100 line + column.
std::vector<float> sample(int number, nn::Index width) {
  std::vector<float> values;
  for (nn::Index line = 0; line < kHeight; ++line)
    for (nn::Index column = 0; column < width; ++column)
      values.push_back(static_cast<float>(1000 * number + 100 * line + column));
  return values;
}

void append_all(SampleCollector& collector, const std::vector<nn::Index>& widths) {
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const auto values = sample(static_cast<int>(i), widths[i]);
    collector.append(values.data(), static_cast<nn::Index>(values.size()));
  }
}

Matrix expected(std::size_t samples, nn::Index width) {
  Matrix rows(static_cast<nn::Index>(samples), kHeight * width);
  for (std::size_t i = 0; i < samples; ++i) {
    const auto values = sample(static_cast<int>(i), width);
    rows.row(static_cast<nn::Index>(i)) =
        Eigen::Map<const RowVector>(values.data(), kHeight * width);
  }
  return rows;
}

long resident_mb() {
  std::ifstream statm("/proc/self/statm");
  long total = 0, resident = 0;
  statm >> total >> resident;
  return resident * ::sysconf(_SC_PAGESIZE) / 1048576;
}

}  // namespace

TEST_CASE("samples in a file are the same rows as samples in memory") {
  const test::TemporaryFolder folder;
  for (const auto& widths : {std::vector<nn::Index>(9, 7), {9, 7, 8, 7, 20, 7, 7}}) {
    SampleCollector in_memory;
    append_all(in_memory, widths);
    CHECK_FALSE(in_memory.in_file());
    CHECK(test::matrix_of(in_memory.build(kHeight, 7)) == expected(widths.size(), 7));

    SampleCollector in_file(folder.path("model"), 100);  // bytes: from the second sample on
    for (int round = 0; round < 2; ++round) {
      append_all(in_file, widths);
      CHECK(in_file.in_file());
      const SampleRows rows = in_file.build(kHeight, 7);
      CHECK(in_file.size() == 0);
      CHECK(rows.rows() == static_cast<nn::Index>(widths.size()));
      CHECK(rows.cols() == kHeight * 7);
      CHECK(rows(1, 8) == 1101.0F);
      const SampleRows copy = rows;
      CHECK(test::matrix_of(copy) == expected(widths.size(), 7));
    }
    CHECK(std::filesystem::is_empty(folder.path()));
  }
}

TEST_CASE("samples stay in memory where no file can be created") {
  const test::TemporaryFolder folder;
  SampleCollector collector(folder.path("none/model"), 0);
  append_all(collector, {7, 7, 7});
  CHECK_FALSE(collector.in_file());
  CHECK(test::matrix_of(collector.build(kHeight, 7)) == expected(3, 7));
}

TEST_CASE("samples return to memory if the disk has too little space") {
  const test::TemporaryFolder folder;
  for (const rlim_t most : {rlim_t{0}, rlim_t{80} << 20}) {
    CAPTURE(most);
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    rlimit limit = before;
    limit.rlim_cur = most;  // of a file; the space is reserved in steps of 64 MB
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
    SampleCollector collector(folder.path("model"), 100);
    const nn::Index width = 500'000;  // 6 MB a sample, of which 7 columns are kept
    std::vector<nn::Index> widths(13, 7);
    widths.back() = width;
    append_all(collector, widths);
    std::fill(widths.begin(), widths.end(), width);
    append_all(collector, std::vector<nn::Index>(12, width));
    CHECK_FALSE(collector.in_file());
    const SampleRows rows = collector.build(kHeight, 7);
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
    const Matrix all = test::matrix_of(rows);
    CHECK(all.topRows(13) == expected(13, 7));
    CHECK(all.bottomRows(12) == expected(12, 7));
  }
}

TEST_CASE("of rows in a file little is in memory at a time") {
  const test::TemporaryFolder folder;
  const long before = resident_mb();
  SampleCollector collector(folder.path("model"), 1 << 20);
  const std::vector<float> values(1 << 20, 1.0F);  // 4 MB
  for (int i = 0; i < 64; ++i) collector.append(values.data(), 1 << 20);
  const SampleRows rows = collector.build(1, 1 << 20);
  double sum = 0.0;
  long most = 0;
  for (nn::Index i = 0; i < rows.rows(); ++i) {
    sum += static_cast<double>(rows.row(i).sum());
    most = std::max(most, resident_mb());
  }
  CHECK(sum == 64.0 * (1 << 20));
  CHECK(most - before < 64);  // of 256 MB
}
