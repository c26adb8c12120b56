// Reads features from NumPy's .npz: the arrays of NpzWriter, or arrays of numpy.savez and
// numpy.savez_compressed with the same names.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "record/array_row.h"
#include "record/npy_header.h"
#include "record/record.h"
#include "record/zip_archive.h"

namespace melsift::record {

// An array of an archive, read from its first element to its last.
class NpzArray {
 public:
  // Throws what ZipArchive::open and read_npy_header throw.
  NpzArray(const ZipArchive& archive, const std::string& name);

  const NpyHeader& header() const { return header_; }
  const std::string& where() const { return entry_.name(); }  // "x.npz: X.npy"

  // The next elements; the array must be of numbers.
  void take(std::span<float> values);
  // The next element as text.  Throws Error corrupt for text that is not Unicode.
  std::string take_text();
  // Checks the bytes after the last element has been read.
  void finish() { entry_.finish(); }

 private:
  ZipEntry entry_;
  NpyHeader header_;
  std::vector<char> bytes_;
};

// Only `X` is required: numbers (n, d), which become `features`, or (n, bands, frames), which
// become `mel`.  `y` is (n): whole numbers, the indices of labels in `labels` (-1: none; without
// `labels` the number is the label), or the labels themselves.  `paths` is (n); without it, a track
// is "x.npz#17".  `front_end` is one text; without it, "array shape=128x130", as for a table with
// an array.  An array (n) with the name of another field (see set_field) is that field; negative
// whole numbers and NaN are missing values; a field whose elements have an unsupported type is left
// out.  Other arrays are skipped.  Memory is that of a row.
class NpzReader {
 public:
  // Takes over `descriptor`, an open seekable file; messages call it `name`.  Throws Error corrupt,
  // or unsupported for other elements and shapes.
  NpzReader(std::string name, int descriptor);

  // As Reader::next: false at the end.  A bad row throws Error corrupt that begins "x.npz[17]: ",
  // and the next call continues with the next row; damage to the archive itself ends it.
  bool next(Record& record);
  // The arrays with the name of a field whose elements are not supported, such as Python objects.
  const std::vector<std::string>& left_out() const { return left_out_; }
  // "x.npz[17]": the last row, counted from 0 as in NumPy.
  std::string where() const;

 private:
  // The cells of a row as text, one for each column of columns_.
  using Cells = std::vector<std::string>;
  // An array with one value per row.
  struct Column {
    std::string name;
    NpzArray array;
  };

  bool has(const std::string& name) const;
  NpzArray open_x() const;
  void open_column(const std::string& name);
  void open_front_end();
  void open_labels();
  Cells take_row(Record& record);
  void set(Record& record, const Column& column, const std::string& cell) const;
  std::string label_of(const std::string& y) const;

  ZipArchive archive_;
  std::vector<std::string> names_;  // of all arrays
  NpzArray x_;
  ArrayRow row_;
  std::vector<Column> columns_;
  std::vector<std::string> left_out_;
  std::optional<std::vector<std::string>> labels_;
  std::string front_end_;
  std::size_t taken_ = 0;  // rows
};

}  // namespace melsift::record
