// NumPy's .npy files: reads rows, and writes whole float32 arrays.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "record/npy_header.h"

namespace melsift::record {

// An array on disk, read row by row (a row has all elements with the same first index), so that
// memory is that of one row.
class NpyFile {
 public:
  // Throws Error not_found or io; corrupt for a damaged header or a file shorter than its shape;
  // unsupported for Fortran order and for elements that are not numbers; a bool is 0 or 1.
  explicit NpyFile(std::string path);
  ~NpyFile();
  NpyFile(NpyFile&& other) noexcept;
  NpyFile& operator=(NpyFile&&) = delete;

  const std::vector<std::size_t>& shape() const { return header_.shape; }
  std::size_t rows() const { return header_.rows(); }
  std::size_t row_size() const { return header_.row_size; }  // elements
  const std::string& path() const { return path_; }

  // Row `index` (below rows()) in C order, converted to float; `row` has row_size() elements.
  // Throws Error io, or corrupt if the file has become shorter.
  void read_row(std::size_t index, std::span<float> row) const;

 private:
  void read_header();
  void read_at(std::size_t offset, std::span<char> bytes) const;

  std::string path_;
  int descriptor_ = -1;
  NpyHeader header_;
};

// Writes a float32 array in C order; values.size() is the product of the shape.  Throws Error io.
void write_npy(const std::string& path, std::span<const std::size_t> shape,
               std::span<const float> values);

}  // namespace melsift::record
