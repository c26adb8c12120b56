#include "record/csv.h"

#include <algorithm>

#include "base/error.h"
#include "base/number.h"
#include "base/utf8.h"

namespace melsift::record {

bool CsvReader::next(std::vector<std::string>& cells) {
  cells.clear();
  do {
    if (!next_line()) return false;
    where_ = lines_.where();
  } while (trimmed(line_).empty());
  if (!is_utf8(line_)) throw Error(ErrorKind::corrupt, where_, "not valid UTF-8");
  for (std::size_t at = 0;; ++at) {  // steps over the separator
    read_cell(cells.emplace_back(), at);
    if (at == line_.size()) return true;
  }
}

bool CsvReader::next_line() {
  const auto line = lines_.next();
  if (!line) return false;
  const bool crlf = line->ends_with('\r');
  line_ = line->substr(0, line->size() - (crlf ? 1 : 0));
  line_end_ = crlf ? "\r\n" : "\n";
  return true;
}

// Reads the cell at `at` and leaves `at` on the separator behind it or at the end of the row.
void CsvReader::read_cell(std::string& cell, std::size_t& at) {
  if (at < line_.size() && line_[at] == '"') {
    read_quoted(cell, at);
    return;
  }
  const std::size_t end = std::min(line_.find(separator_, at), line_.size());
  cell.assign(line_, at, end - at);
  at = end;
}

void CsvReader::read_quoted(std::string& cell, std::size_t& at) {
  ++at;
  for (;;) {
    const std::size_t quote = line_.find('"', at);
    if (quote == std::string::npos) {  // the cell goes on in the next line
      cell.append(line_, at).append(line_end_);
      if (cell.size() > kLongestRow || !next_line())
        throw Error(ErrorKind::corrupt, where_, "a quote is opened and not closed");
      if (!is_utf8(line_)) throw Error(ErrorKind::corrupt, lines_.where(), "not valid UTF-8");
      at = 0;
      continue;
    }
    cell.append(line_, at, quote - at);
    at = quote + 1;
    if (at == line_.size() || line_[at] == separator_) return;
    if (line_[at] != '"')
      throw Error(ErrorKind::corrupt, where_, "something follows a closing quote");
    cell += '"';
    ++at;
  }
}

char csv_separator(std::string_view path) {
  return lower_case(path).ends_with(".tsv") ? '\t' : ',';
}

void append_csv_row(std::string& out, const std::vector<std::string>& cells, char separator) {
  const std::string special = std::string("\"\r\n") + separator;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += separator;
    const std::string& cell = cells[i];
    // A row of one empty cell would be a blank line.
    if (cell.find_first_of(special) == std::string::npos && !(cell.empty() && cells.size() == 1)) {
      out += cell;
      continue;
    }
    out += '"';
    for (const char c : cell) out.append(c == '"' ? 2 : 1, c);
    out += '"';
  }
  out += '\n';
}

}  // namespace melsift::record
