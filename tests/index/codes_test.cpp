#include "index/codes.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include <doctest/doctest.h>

#include "base/file.h"
#include "base/random.h"
#include "index/file_format.h"
#include "index/rows.h"
#include "index/scan.h"
#include "index/standardisation.h"
#include "support/support.h"

using namespace melsift;
using index::CodedQuery;
using test::clustered;

namespace {

// Unit vectors of all kinds side by side, padded with zeros: any direction, a few large values,
// one value, all equal, none at all.
struct Vectors {
  std::size_t count, size, stride;
  std::vector<float> values;

  Vectors(std::size_t count_, std::size_t size_, std::uint64_t seed)
      : count(count_), size(size_), stride(index::stride_of(size_)), values(count_ * stride) {
    Random random(seed);
    for (std::size_t row = 0; row < count; ++row) {
      std::vector<double> raw(size);
      for (std::size_t i = 0; i < size; ++i) {
        const double normal = random.normal();
        if (row % 5 == 0) raw[i] = normal;
        if (row % 5 == 1) raw[i] = std::pow(normal, 7.0);
        if (row % 5 == 2) raw[i] = i == row % size ? -1.0 : 0.0;
        if (row % 5 == 3) raw[i] = row % 2 == 0 ? 1.0 : -1.0;
      }
      double squares = 0.0;
      for (const double value : raw) squares += value * value;
      for (std::size_t i = 0; i < size && squares > 0.0; ++i)
        values[row * stride + i] = static_cast<float>(raw[i] / std::sqrt(squares));
    }
  }
  std::span<const float> row(std::size_t number) const {
    return std::span(values).subspan(number * stride, stride);
  }
};

struct Coded {
  std::vector<std::int8_t> codes;
  std::vector<float> scales;
  double residual = 0.0;

  explicit Coded(const Vectors& vectors) : codes(vectors.values.size()) {
    for (std::size_t row = 0; row < vectors.count; ++row) {
      const auto code = std::span(codes).subspan(row * vectors.stride, vectors.stride);
      scales.push_back(index::encode(vectors.row(row), code));
      residual = std::max(residual, index::residual_ratio(vectors.row(row), code, scales.back()));
    }
  }
};

}  // namespace

TEST_CASE("a code is the vector within half its scale") {
  const Vectors vectors(100, 57, 1);
  const Coded coded(vectors);
  for (std::size_t row = 0; row < vectors.count; ++row) {
    for (std::size_t i = 0; i < vectors.stride; ++i) {
      const double code = coded.codes[row * vectors.stride + i];
      const double rest = vectors.row(row)[i] - code * double{coded.scales[row]};
      CHECK(std::abs(rest) <= 0.5000001 * double{coded.scales[row]});
    }
  }
  // A uniform rest has the deviation 1/sqrt(12) a value.
  CHECK(coded.residual > 0.8 * std::sqrt(57.0 / 12.0));
  CHECK(coded.residual <= 0.5 * std::sqrt(57.0));
}

TEST_CASE("no score is above its bound, and the bound is near") {
  for (const std::size_t size : {1, 2, 15, 16, 17, 57, 64, 100, 1000, 20'000}) {
    CAPTURE(size);
    const Vectors vectors(size > 5000 ? 16 : 80, size, 1);
    const Coded coded(vectors);
    for (std::size_t q = 0; q < vectors.count; ++q) {
      const CodedQuery query(vectors.row(q), coded.residual);
      CHECK(query.is_finite());
      // The query's numbers go up to 32767, or so far that no sum exceeds 31 bits.
      const auto n = static_cast<double>(vectors.stride);
      const double step = double{std::ranges::max(vectors.row(q), {},
                                                  [](float value) { return std::abs(value); })} /
                          std::min(32767.0, std::floor(2147483647.0 / (127.0 * n)));
      const double rest = 0.5 * std::abs(step) * std::sqrt(n);
      for (std::size_t row = 0; row < vectors.count; row += CodedQuery::kTogether) {
        std::array<float, CodedQuery::kTogether> bounds;
        query.bounds(coded.codes.data() + row * vectors.stride, coded.scales.data() + row, bounds);
        for (std::size_t r = 0; r < bounds.size(); ++r) {
          // Sums in the two orders that differ most: of doubles, and of floats one by one.
          double exact = 0.0;
          float sum = 0.0F;
          for (std::size_t i = 0; i < size; ++i) {
            exact += double{vectors.row(q)[i]} * double{vectors.row(row + r)[i]};
            sum += vectors.row(q)[i] * vectors.row(row + r)[i];
          }
          CHECK(exact <= double{bounds[r]});
          CHECK(sum <= bounds[r]);
          // Both rests may be at right angles to what they are multiplied with.
          const double width = coded.residual * double{coded.scales[row + r]};
          const double most = exact + 2.01 * width * (1.0 + rest) + 2.2 * rest * (1.0 + width) +
                              6.1e-8 * static_cast<double>(size) + 4e-6;
          CHECK(double{bounds[r]} <= most);
        }
      }
    }
  }
}

TEST_CASE("codes change no answer of an exact search") {
  for (const std::size_t size : {1, 16, 17, 64, 300}) {
    CAPTURE(size);
    const Vectors vectors(5005, size, 3);
    const Coded coded(vectors);
    const index::Rows plain{vectors.count, vectors.stride, vectors.values.data(), {}};
    index::Rows with_codes = plain;
    with_codes.codes = {coded.residual, coded.scales.data(), coded.codes.data()};
    const auto third = [](std::uint32_t row) { return row % 3 == 0; };
    for (std::size_t q = 0; q < 50; ++q) {
      for (const std::size_t count : {1, 10, 400, 5005}) {
        const auto expected = index::scan(plain, vectors.row(q), count, 1, {});
        CHECK(index::scan(with_codes, vectors.row(q), count, 1, {}) == expected);
        CHECK(index::scan(with_codes, vectors.row(q), count, 1, third) ==
              index::scan(plain, vectors.row(q), count, 1, third));
      }
    }
  }
}

TEST_CASE("a query that is not finite finds nothing, with codes or without") {
  const Vectors vectors(64, 16, 3);
  const Coded coded(vectors);
  index::Rows rows{vectors.count, vectors.stride, vectors.values.data(), {}};
  rows.codes = {coded.residual, coded.scales.data(), coded.codes.data()};
  std::vector<float> query(16, std::numeric_limits<float>::quiet_NaN());
  CHECK(index::scan(rows, query, 10, 1, {}).empty());
  query.assign(16, 0.0F);
  CHECK(index::scan(rows, query, 3, 1, {}) ==
        std::vector<index::Hit>{{0, 0.0F}, {1, 0.0F}, {2, 0.0F}});
}

TEST_CASE("an index has codes, and answers without them as before") {
  const test::TemporaryFolder folder;
  const auto rows = clustered(40'000, 24, 300, 1);
  test::write_index(folder.path("x"), rows, false);
  const auto index = index::Index::open(folder.path("x"));
  CHECK(index.has_codes());
  for (const auto& raw : clustered(40, 24, 300, 5)) {
    const auto query = index.standardise(raw);
    for (const std::size_t count : {1, 10, 1000})
      CHECK(index.exact(query, count, 2) == index.exact_by_vectors(query, count, 1));
  }
  // A file of an older writer has zeros in place of the section.
  std::string bytes = read_file(folder.path("x"));
  index::Header header;
  std::memcpy(&header, bytes.data(), sizeof header);
  CHECK(header.codes.bytes == 64 + 160'000 + 40'000 * 32);
  header.codes = {};
  header.checksum = index::checksum_of(header);
  std::memcpy(bytes.data(), &header, sizeof header);
  const auto older = index::Index::open(folder.file("older", bytes));
  CHECK_FALSE(older.has_codes());
  const auto query = older.standardise(rows[5]);
  CHECK(older.exact(query, 10, 2) == index.exact(query, 10, 2));
}
