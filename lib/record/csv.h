// Reads and writes CSV (RFC 4180; quoted cells may contain separators, doubled quotes and line
// ends).  Cells between tabs are not quoted: a quote there is part of the text, as in "Weird Al"
// Yankovic.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "record/lines.h"

namespace melsift::record {

class CsvReader {
 public:
  // A longer row is refused, so that an unmatched quote doesn't take in a huge file.
  static constexpr std::size_t kLongestRow = std::size_t{1} << 24;

  explicit CsvReader(LineSource lines, char separator = ',')
      : lines_(std::move(lines)), separator_(separator) {}

  // Reads the next row that is not blank into `cells`; false at the end.  CRLF and LF both end a
  // row; blanks around cells belong to them; a quote inside an unquoted cell is part of the text.
  // Throws Error corrupt that begins "tracks.csv:17: ", the line on which the row begins; the next
  // call continues with the line after it, so that a stray quote affects one row.
  bool next(std::vector<std::string>& cells);

  // "tracks.csv:17", the beginning of the last row.
  const std::string& where() const { return where_; }
  const std::string& name() const { return lines_.name(); }

 private:
  struct Line {
    std::string text, end, where;
  };

  bool next_line();
  [[noreturn]] void refuse_row(const char* why);
  void read_cell(std::string& cell, std::size_t& at);
  void read_quoted(std::string& cell, std::size_t& at);

  LineSource lines_;
  char separator_;
  std::string line_;  // without its line end
  std::string line_end_;
  std::string line_where_;
  std::string where_;
  std::deque<Line> again_;   // lines of a bad row, to be read as rows of their own
  std::vector<Line> taken_;  // lines after the first of the current row
};

// The separator by the name of a file: a tab for .tsv, otherwise a comma.
char csv_separator(std::string_view path);
// The separator of the table in the lines: comma, tab or semicolon, whichever gives the first row
// most cells; if several do, the separator by the name.  Consumes no line.
char csv_separator(LineSource& lines);

// Throws Error corrupt, beginning with `where`, if two columns of the header have the same name or
// mean the same field of a record (in any case).  Several columns may have no name.
void check_columns(const std::vector<std::string>& columns, std::string_view where);

// Appends `cells` as a row that ends with a newline, with quotes only if they are needed.  Between
// tabs there are none: tabs and line ends in a cell become blanks.
void append_csv_row(std::string& out, const std::vector<std::string>& cells, char separator = ',');

}  // namespace melsift::record
