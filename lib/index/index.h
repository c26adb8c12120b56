// The vectors of a catalogue in a mapped file, and search for the nearest rows.
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

#include "base/mapped_file.h"
#include "index/codes.h"
#include "index/graph_search.h"
#include "index/hit.h"
#include "index/standardisation.h"

namespace melsift::index {

// Rows that a graph search keeps in view.  In a million tracks of 64 values it then finds 0.9995 of
// the ten nearest, in 0.14 ms; with 32 rows it would find 0.990, in 0.05 ms
// (tests/bench/index_bench.cpp).
inline constexpr std::size_t kEf = 128;

// From this number of rows on, a graph is worthwhile.  A graph is faster from ten thousand rows on;
// but an exact query of half a million rows of 64 values takes 2.5 ms on two threads (5 ms for a
// million), less than the start of the process, and building the graph takes minutes.
inline constexpr std::size_t kGraphRows = 500'000;

class Index {
 public:
  // Which rows may be results.
  using Filter = std::function<bool(std::uint32_t row)>;

  // Maps the file and reads only its header (file_format.h), which takes microseconds for any size.
  // Throws Error not_found, io or invalid_argument if it can't be read, corrupt, or unsupported for
  // a newer version.
  static Index open(const std::string& path);

  const std::string& path() const { return path_; }
  std::size_t size() const { return graph_.rows; }
  std::size_t dimension() const { return standardisation_.mean.size(); }
  bool has_graph() const { return graph_.degree > 0; }
  // The description of the vectors that was passed to Writer.
  std::string_view description() const { return description_; }
  const Standardisation& standardisation() const { return standardisation_; }

  // The vector and payload of row 0 .. size()-1.  The vector is standardised and has length 1 (or
  // 0). payload() throws Error corrupt if it lies outside of the file.
  std::span<const float> vector(std::size_t row) const {
    return {graph_.vectors + row * graph_.stride, dimension()};
  }
  std::string_view payload(std::size_t row) const;

  // Standardises a raw vector like the rows.  Throws Error invalid_argument if it does not have
  // dimension() values.
  std::vector<float> standardise(std::span<const float> raw) const;

  // The `count` rows with the highest cosine to `query` (a vector of dimension() values and length
  // 1), the best first.  Compares all rows, on up to `threads` threads; the result does not depend
  // on their number.  `passes` may be called from several threads at once, and only for candidate
  // rows.
  std::vector<Hit> exact(std::span<const float> query, std::size_t count, unsigned threads,
                         const Filter& passes = {}) const;
  // The same hits without the codes of codes.h, from all vectors: to check and measure exact().
  std::vector<Hit> exact_by_vectors(std::span<const float> query, std::size_t count,
                                    unsigned threads) const;
  bool has_codes() const { return codes_.codes != nullptr; }
  // The same with the graph, which must exist; it may miss a row.  `ef` rows are kept in view: a
  // larger number finds more and takes longer.  Throws Error corrupt if the graph is damaged.
  std::vector<Hit> approximate(std::span<const float> query, std::size_t count,
                               std::size_t ef = kEf) const;
  // Searches with the graph if there is one, otherwise exactly.
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
  CodesView codes_;
};

}  // namespace melsift::index
