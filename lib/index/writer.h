// Writes an index file.
//
//   index::Writer writer("library.index", "features of 57 values (...)");
//   writer.add(features, json);  // for each track
//   writer.close({});
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/temporary_file.h"
#include "index/graph.h"
#include "index/standardisation.h"

namespace melsift::index {

class Writer {
 public:
  // Only close() creates or replaces the file; see OutputFile.  Until then the data are in
  // temporary files beside it, so that the disk needs twice the space for a while; memory grows by
  // 12 bytes per row.  Throws Error io.
  Writer(const std::string& path, std::string description);

  // Adds the next row; all vectors must have the size of the first.  Throws Error invalid_argument,
  // with nothing added, for another size and for a number that is not finite; unsupported for more
  // rows or values than a file can have; io.
  void add(std::span<const float> raw, std::string_view payload);
  std::size_t size() const { return payload_ends_.size(); }

  // Standardises the vectors with the given mean and deviation, or else with those of all of them,
  // and writes the file, with a graph if options are given (build_graph() says how much memory this
  // takes).  The same rows and options give the same bytes.  Throws Error io; invalid_argument if
  // the standardisation has another size than the vectors.
  void close(const std::optional<GraphOptions>& graph,
             const std::optional<Standardisation>& standardisation = std::nullopt);
  // Writes an index without rows that has the mean and deviation of the added ones.  Shards are
  // standardised with it.  Throws Error io.
  void close_statistics();

 private:
  // Calls use(row, raw vector) for `count` rows from `first` on.
  template <class Use>
  void for_each(std::size_t first, std::size_t count, const Use& use);
  Standardisation statistics();
  void write(const Standardisation& standardisation, std::size_t rows,
             const std::optional<GraphOptions>& graph);
  void fill(const Standardisation& standardisation, std::size_t first, std::span<float> out);
  // Calls use(vectors) for blocks of the first `rows` standardised rows.
  template <class Use>
  void for_each_block(const Standardisation& standardisation, std::size_t rows, const Use& use);

  OutputFile out_;
  std::string description_;
  std::size_t dimension_ = 0;
  TemporaryFile vectors_;  // raw
  TemporaryFile payloads_;
  std::vector<std::uint64_t> payload_ends_;
};

}  // namespace melsift::index
