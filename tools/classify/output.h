// The formats that classify writes: records, a table for people, and CSV.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "record/record.h"

namespace melsift::tools {

enum class ClassifyFormat { table, jsonl, csv };

// The format of that name.  If `name` is empty, the extension of `output` decides (.jsonl, .csv,
// .tsv); without an extension it is a table on a terminal, else JSON Lines.  Throws Error
// invalid_argument for another name or extension.
ClassifyFormat classify_format(std::string_view name, const std::string& output, bool on_terminal);

// Writes classified records.  Each record of JSON Lines and CSV is flushed; the table is written by
// close().
class ClassifyOutput {
 public:
  // `labels` are the model's classes, in its order.  The file is created now.  Throws as
  // classify_format and OutputFile do.
  ClassifyOutput(const std::string& path, std::string_view format, std::vector<std::string> labels);

  void write(record::Record record);
  void close();

 private:
  void write_row(const std::vector<std::string>& cells);

  OutputFile file_;
  ClassifyFormat format_;
  char separator_;
  std::vector<std::string> labels_;
  std::vector<record::Record> table_;
  std::string line_;
};

// One line per track: the predicted class, its probability as a bar and a number, the second most
// probable class, and "unsure" for predictions with low confidence (record::is_unsure).  If `width`
// is above 0, lines are not wider.
std::string classification_table(const std::vector<record::Record>& records, std::size_t width);

}  // namespace melsift::tools
