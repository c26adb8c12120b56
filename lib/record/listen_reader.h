// Reads from a file who has listened to what, and how often.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "record/csv.h"
#include "record/lines.h"

namespace melsift::record {

// A line of a listening history.
struct ListenRow {
  std::string user;
  std::string item;
  double plays = 1.0;  // above 0; 1 if the history does not say
};

// Reads a table whose header has the columns user, item and, optionally, plays (or play_count), in
// any order among others.  Columns are separated by tabs if the header contains one or the file is
// a .tsv, otherwise by commas.  Input that begins with '{' is JSON Lines with these fields; path
// may replace item.  Rows with 0 plays are left out.
class ListenReader {
 public:
  // Opens `path`, or standard input for "-".  Throws Error not_found or io; corrupt for a header
  // without user or item.
  explicit ListenReader(const std::string& path) : ListenReader(LineSource(path)) {}
  explicit ListenReader(LineSource lines);

  // The next row; false at the end.  A bad row throws Error corrupt that begins "listens.tsv:17: ";
  // the next call continues after it.
  bool next(ListenRow& row);
  // "listens.tsv:17", the place of the last row.
  std::string where() const;

 private:
  bool next_object(ListenRow& row);
  bool next_cells(ListenRow& row);
  void open_table(LineSource lines);

  std::optional<LineSource> json_;
  std::optional<CsvReader> csv_;
  std::size_t columns_ = 0;
  std::size_t user_ = 0, item_ = 0;  // columns
  std::optional<std::size_t> plays_;
  std::vector<std::string> cells_;
};

}  // namespace melsift::record
