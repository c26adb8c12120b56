// CSV in and out (RFC 4180; quoted cells may hold separators, doubled quotes and line ends).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/lines.h"

namespace melsift::record {

class CsvReader {
 public:
  // A longer row is refused, so that a quote without its partner doesn't swallow a huge file.
  static constexpr std::size_t kLongestRow = std::size_t{1} << 24;

  explicit CsvReader(LineSource lines, char separator = ',')
      : lines_(std::move(lines)), separator_(separator) {}

  // Reads the next row that is not blank into `cells`; false at the end.  CRLF and LF both end a
  // row; blanks around cells belong to them; a quote inside of an unquoted cell is itself.  Throws
  // Error corrupt that begins "tracks.csv:17: ", the line on which the row begins; the next call
  // goes on with the line behind the bad one.
  bool next(std::vector<std::string>& cells);

  // "tracks.csv:17", where the last row begins.
  const std::string& where() const { return where_; }
  const std::string& name() const { return lines_.name(); }

 private:
  bool next_line();
  void read_cell(std::string& cell, std::size_t& at);
  void read_quoted(std::string& cell, std::size_t& at);

  LineSource lines_;
  char separator_;
  std::string line_;  // without its line end
  std::string line_end_;
  std::string where_;
};

// The separator that a file's name promises: a tab for .tsv, else a comma.
char csv_separator(std::string_view path);

// Appends `cells` as a row that ends with a newline; quotes only where they are needed.
void append_csv_row(std::string& out, const std::vector<std::string>& cells, char separator = ',');

}  // namespace melsift::record
