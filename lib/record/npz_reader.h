// Features in from NumPy's .npz: the arrays that NpzWriter writes, or those of numpy.savez and
// numpy.savez_compressed by the same names.
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
  // The next element as text.  Throws Error corrupt for text that is no Unicode.
  std::string take_text();
  // Checks the bytes where the last element has been taken.
  void finish() { entry_.finish(); }

 private:
  ZipEntry entry_;
  NpyHeader header_;
  std::vector<char> bytes_;
};

// Only `X` must be there: numbers (n, d), which become `features`, or (n, bands, frames), which
// become `mel`.  `y` is (n): whole numbers, the labels' places in `labels` (-1: none; without
// `labels` the number is the label), or the labels themselves.  `paths` are (n), else a track is
// "x.npz#17".  `front_end` is one text, else "array shape=128x130", as of a table with an array.
// An array (n) of the name of another field (see set_field) is that field; negative whole numbers
// and NaN are absent; elements of a kind that is not read leave the whole field out.  Other arrays
// are passed over.  Memory is that of a row.
class NpzReader {
 public:
  // Takes over `descriptor`, an open file in which one can seek; messages call it `name`.  Throws
  // Error corrupt, or unsupported for elements and shapes that are none of these.
  NpzReader(std::string name, int descriptor);

  // As Reader::next: false at the end.  A bad row throws Error corrupt that begins "x.npz[17]: ",
  // and the next call goes on with the next; after damage to the archive itself the end is reached.
  bool next(Record& record);
  // The arrays named as a field whose elements are not read, such as Python objects.
  const std::vector<std::string>& left_out() const { return left_out_; }
  // "x.npz[17]": the last row, counted from 0 as NumPy does.
  std::string where() const;

 private:
  // The cells of a row as text, one for each of columns_.
  using Cells = std::vector<std::string>;
  // An array of a value a row.
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
