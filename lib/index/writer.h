// Makes an index file.
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
  // The file appears, or is replaced, only by close(); see OutputFile.  What it is made of stands
  // in temporary files beside it until then, so it takes twice its space for a while; memory grows
  // by 8 bytes a row.  Throws Error io.
  Writer(const std::string& path, std::string description);

  // The next row; all vectors have the size of the first.  Throws Error invalid_argument, with
  // nothing added, for another size and for a number that is not finite; unsupported for more rows
  // or values than a file can have; io.
  void add(std::span<const float> raw, std::string_view payload);
  std::size_t size() const { return payload_ends_.size(); }

  // Standardises the vectors by mean and deviation of all of them, and writes the file, with a
  // graph where there are options for one (build_graph() says what memory that takes).  The same
  // rows and options give the same bytes.  Throws Error io.
  void close(const std::optional<GraphOptions>& graph);

 private:
  // Calls use(row, raw vector) for each row from `first` on, `count` of them.
  template <class Use>
  void for_each(std::size_t first, std::size_t count, const Use& use);
  Standardisation standardisation();
  void fill(const Standardisation& standardisation, std::size_t first, std::span<float> out);

  OutputFile out_;
  std::string description_;
  std::size_t dimension_ = 0;
  TemporaryFile vectors_;  // raw
  TemporaryFile payloads_;
  std::vector<std::uint64_t> payload_ends_;
};

}  // namespace melsift::index
