// A catalogue's vectors in a mapped file, and the rows that are nearest to one.
//
//   const auto index = index::Index::open("library.index");
//   const auto query = index.standardise(features);
//   for (const index::Hit& hit : index.nearest(query, 10, threads)) show(index.payload(hit.row));
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/graph_search.h"
#include "index/hit.h"
#include "index/mapped_file.h"
#include "index/standardisation.h"

namespace melsift::index {

// How many rows a search by the graph keeps in view: of a million tracks of 64 values it then finds
// 0.9995 of the ten nearest, in 0.14 ms; with 32 it would be 0.990, in 0.05 ms
// (tests/bench/index_bench.cpp).
inline constexpr std::size_t kEf = 128;

// From this many rows on a graph pays.  A graph is the faster from ten thousand rows on; but an
// exact query of half a million rows of 64 values takes 2.5 ms on two threads (5 ms of a million),
// less than the start of the process that asks, and a graph of them takes minutes to build.
inline constexpr std::size_t kGraphRows = 500'000;

class Index {
 public:
  // Which rows may be answers.
  using Filter = std::function<bool(std::uint32_t row)>;

  // Maps the file and looks at its header alone (file_format.h): microseconds, whatever its size.
  // Throws Error not_found, io or invalid_argument where it can't be read, corrupt, or unsupported
  // for a newer version.
  static Index open(const std::string& path);

  std::size_t size() const { return graph_.rows; }
  std::size_t dimension() const { return standardisation_.mean.size(); }
  bool has_graph() const { return graph_.degree > 0; }
  // What the vectors are, in the words that Writer was given.
  std::string_view description() const { return description_; }
  const Standardisation& standardisation() const { return standardisation_; }

  // Of row 0 .. size()-1.  The vector is standardised and of length 1 (or 0).  The payload throws
  // Error corrupt where it is not in the file.
  std::span<const float> vector(std::size_t row) const {
    return {graph_.vectors + row * graph_.stride, dimension()};
  }
  std::string_view payload(std::size_t row) const;

  // A raw vector as the rows were treated.  Throws Error invalid_argument where it has not
  // dimension() values.
  std::vector<float> standardise(std::span<const float> raw) const;

  // The `count` rows with the highest cosine to `query` (a vector of dimension() values and length
  // 1), the best first: all rows are looked at, on up to `threads` threads, which change nothing
  // but the time.  `passes` may be called from several threads at once, and only for rows that come
  // into question.
  std::vector<Hit> exact(std::span<const float> query, std::size_t count, unsigned threads,
                         const Filter& passes = {}) const;
  // The same by the graph, which must be there: a row may be missed.  `ef` rows are kept in view:
  // more find more and take longer.  Throws Error corrupt where the graph is damaged.
  std::vector<Hit> approximate(std::span<const float> query, std::size_t count,
                               std::size_t ef = kEf) const;
  // By the graph where there is one, else exactly.
  std::vector<Hit> nearest(std::span<const float> query, std::size_t count, unsigned threads) const;

 private:
  explicit Index(const std::string& path);
  std::vector<float> padded(std::span<const float> query) const;

  std::string path_;
  MappedFile file_;
  std::string_view description_;
  Standardisation standardisation_;
  std::span<const std::uint64_t> payload_ends_;
  std::string_view payloads_;
  GraphView graph_;
};

}  // namespace melsift::index
