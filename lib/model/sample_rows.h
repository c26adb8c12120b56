// The values of a dataset, a row for each sample: in memory, or in a temporary file if they are
// large.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/mapped_file.h"
#include "base/matrix.h"
#include "base/temporary_file.h"
#include "nn/shape.h"

namespace melsift::model {

// (rows, values of a row).  Thread-safe.  Copies of rows in a file share the file.
class SampleRows {
 public:
  SampleRows() = default;
  // In memory.
  SampleRows(Matrix values);
  // Row i is at byte i * cols * 4 of the file.  At most some 32 MB of it are in this process's
  // memory at a time; the rest is the system's cache of the file, which gives way to other needs.
  SampleRows(MappedFile file, nn::Index rows, nn::Index cols);

  nn::Index rows() const { return rows_; }
  nn::Index cols() const { return cols_; }
  // Valid as long as this object lives, and does not change.
  Eigen::Map<const RowVector> row(nn::Index number) const;
  float operator()(nn::Index number, nn::Index column) const { return row(number)(column); }

 private:
  struct Mapping {
    explicit Mapping(MappedFile mapped) : file(std::move(mapped)) {}
    MappedFile file;
    std::atomic<std::size_t> bytes_in_use = 0;  // of rows returned since the latest unload()
  };

  Matrix values_;  // empty if the rows are in a file
  std::shared_ptr<Mapping> mapping_;
  nn::Index rows_ = 0;
  nn::Index cols_ = 0;
};

// Collects samples of `height` x any number of values and makes rows of them.
class SampleCollector {
 public:
  // From this many bytes on, samples go to a temporary file.
  static constexpr std::size_t kMostInMemory = std::size_t{64} << 20;

  // The temporary file is in the folder of `beside` (see TemporaryFile).  If `beside` is empty, if
  // no file can be created there, or if the disk has too little space, samples stay in memory.
  explicit SampleCollector(std::string beside = {}, std::size_t most_in_memory = kMostInMemory);

  // A sample of count / height columns.  Throws Error io.
  void append(const float* values, nn::Index count);
  std::size_t size() const { return counts_.size(); }
  // Whether samples are in a file.
  bool in_file() const { return file_.has_value(); }

  // All samples, each cut to its first `width` columns; they have at least as many.  Leaves the
  // collector empty.  Throws Error io.
  SampleRows build(nn::Index height, nn::Index width);

 private:
  void append_in_memory(const float* values, nn::Index count);
  bool begin_file();
  bool reserve(nn::Index count);
  void return_to_memory();
  SampleRows build_in_memory(nn::Index height, nn::Index width);
  std::optional<SampleRows> build_mapped(nn::Index height, nn::Index width);

  std::string beside_;  // empty: no file
  std::size_t most_in_memory_;
  std::vector<nn::Index> counts_;  // values of each sample
  nn::Index size_ = 0;             // their sum
  Matrix values_{0, 1};            // in one column, with room to grow; unused once there is a file
  std::optional<TemporaryFile> file_;
  nn::Index reserved_ = 0;  // values that the disk has space for
};

}  // namespace melsift::model
