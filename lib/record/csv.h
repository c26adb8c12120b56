// CSV in and out (RFC 4180; quoted cells may hold separators, doubled quotes and line ends).  Cells
// between tabs have no quotes: a quote there is itself, as in "Weird Al" Yankovic.
#pragma once

#include <deque>
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
  // goes on with the line after it, so that a stray quote costs one row.
  bool next(std::vector<std::string>& cells);

  // "tracks.csv:17", where the last row begins.
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

// The separator that a file's name promises: a tab for .tsv, else a comma.
char csv_separator(std::string_view path);
// The separator of the table that the lines hold: of comma, tab and semicolon that which gives the
// first row most cells; if several do, the one that the name promises.  Takes no line.
char csv_separator(LineSource& lines);

// Throws Error corrupt, beginning with `where`, for a header that names two columns alike, or two
// columns for one field of a record (in any case).  Columns without a name may be several.
void check_columns(const std::vector<std::string>& columns, std::string_view where);

// Appends `cells` as a row that ends with a newline, with quotes only if they are needed.  Between
// tabs there are none: tabs and line ends in a cell become blanks.
void append_csv_row(std::string& out, const std::vector<std::string>& cells, char separator = ',');

}  // namespace melsift::record
