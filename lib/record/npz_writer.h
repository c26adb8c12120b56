// Writes features as NumPy's .npz: a zip archive of .npy arrays, which numpy.load opens.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/temporary_file.h"
#include "record/row_layout.h"
#include "record/sink.h"

namespace melsift::record {

// Texts that are stored until the longest of them is known.
class TextColumn {
 public:
  explicit TextColumn(const std::string& beside) : file_(beside) {}

  // `text` is UTF-8.
  void add(std::string_view text);
  // Calls use(text) with each text in order; may be repeated.
  void each(const std::function<void(const std::string&)>& use);

  std::size_t size() const { return size_; }
  std::size_t longest() const { return longest_; }  // code points

 private:
  TemporaryFile file_;
  std::size_t size_ = 0;
  std::size_t longest_ = 0;
};

// The arrays, with one row per record, in order:
//   X          float32 (n, features) or (n, bands, frames)
//   y          int64 (n): the label's place in `labels`, -1 where a record has none
//   labels     text (classes), in bytewise order
//   paths      text (n)
//   front_end  text, of all rows
//   columns    text (features): their names; not for matrices
// and each of kRowFields that the first record has: text (n), "" where absent; int64, -1; float64,
// NaN.  Other fields are left out.  Entries are stored, not compressed: X hardly would be.
//
// NumPy needs shapes before values, and a fixed length of text, so the rows stay in temporary files
// until close(); memory is 4 bytes per record.
class NpzWriter final : public Sink {
 public:
  NpzWriter(const std::string& path, std::vector<std::string> columns);

  void write(const Record& record) override;
  void flush() override {}
  void close() override;

 private:
  std::int32_t class_of(const std::string& label);

  OutputFile file_;
  std::string path_;
  RowLayout layout_;
  TemporaryFile values_;
  TextColumn paths_;
  std::vector<TextColumn> fields_;             // of layout_.fields()
  std::map<std::string, std::int32_t> found_;  // label -> number in the order of appearance
  std::vector<std::int32_t> y_;                // indexed by these numbers
};

}  // namespace melsift::record
