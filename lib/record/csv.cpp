#include "record/csv.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/number.h"
#include "base/utf8.h"
#include "record/text_field.h"

namespace melsift::record {

bool CsvReader::next(std::vector<std::string>& cells) {
  cells.clear();
  taken_.clear();
  do {
    if (!next_line()) return false;
    where_ = line_where_;
  } while (trimmed(line_).empty());
  if (!is_utf8(line_)) throw Error(ErrorKind::corrupt, where_, "not valid UTF-8");
  for (std::size_t at = 0;; ++at) {  // steps over the separator
    read_cell(cells.emplace_back(), at);
    if (at == line_.size()) return true;
  }
}

bool CsvReader::next_line() {
  if (!again_.empty()) {
    line_ = std::move(again_.front().text);
    line_end_ = std::move(again_.front().end);
    line_where_ = std::move(again_.front().where);
    again_.pop_front();
    return true;
  }
  const auto line = lines_.next();
  if (!line) return false;
  const bool crlf = line->ends_with('\r');
  line_ = line->substr(0, line->size() - (crlf ? 1 : 0));
  line_end_ = crlf ? "\r\n" : "\n";
  line_where_ = lines_.where();
  return true;
}

// Refuses the row because of its quotes.  The lines after its first line are read again.
void CsvReader::refuse_row(const char* why) {
  again_.insert(again_.begin(), std::make_move_iterator(taken_.begin()),
                std::make_move_iterator(taken_.end()));
  taken_.clear();
  throw Error(ErrorKind::corrupt, where_, why);
}

// Reads the cell at `at` and leaves `at` on the separator after it or at the end of the row.
void CsvReader::read_cell(std::string& cell, std::size_t& at) {
  if (separator_ != '\t' && at < line_.size() && line_[at] == '"') {
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
    if (quote == std::string::npos) {  // the cell continues in the next line
      cell.append(line_, at).append(line_end_);
      if (cell.size() > kLongestRow || !next_line()) refuse_row("a quote is opened and not closed");
      taken_.push_back({line_, line_end_, line_where_});
      if (!is_utf8(line_)) refuse_row("a quote is opened and not closed");
      at = 0;
      continue;
    }
    cell.append(line_, at, quote - at);
    at = quote + 1;
    if (at == line_.size() || line_[at] == separator_) return;
    if (line_[at] != '"') refuse_row("text follows a closing quote");
    cell += '"';
    ++at;
  }
}

char csv_separator(std::string_view path) {
  return lower_case(path).ends_with(".tsv") ? '\t' : ',';
}

char csv_separator(LineSource& lines) {
  char best = csv_separator(lines.name());
  const std::string header = lines.first_line();
  std::size_t most = 0;
  for (const char separator : {best, ',', '\t', ';'}) {
    std::vector<std::string> cells;
    try {
      CsvReader(LineSource::over("", header), separator).next(cells);
    } catch (const Error&) {  // a quoted cell that contains a line end, or no text
      continue;
    }
    if (cells.size() <= most) continue;
    most = cells.size();
    best = separator;
  }
  return best;
}

void check_columns(const std::vector<std::string>& columns, std::string_view where) {
  std::set<std::string> names;
  for (const std::string& column : columns) {
    std::string name(trimmed(column));
    if (name.empty()) continue;
    if (field_kind(name)) name = lower_case(name);
    if (!names.insert(name).second)
      throw Error(ErrorKind::corrupt, where, "two columns are named \"" + name + "\"");
  }
}

void append_csv_row(std::string& out, const std::vector<std::string>& cells, char separator) {
  const std::string special = std::string("\"\r\n") + separator;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += separator;
    const std::string& cell = cells[i];
    if (separator == '\t') {
      for (const char c : cell) out += c == '\t' || c == '\n' || c == '\r' ? ' ' : c;
      continue;
    }
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
