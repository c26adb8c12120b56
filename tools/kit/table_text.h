// Aligned tables for people: UTF-8 aware, no wider than the terminal.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace melsift::tools {

struct TableColumn {
  std::string heading;
  bool right = false;    // align to the right: numbers
  bool shrinks = false;  // may be cut, with an ellipsis, if the table is too wide
};

// The headings and one line for each row, columns two blanks apart, without trailing blanks.  Cells
// are printable(), so that tags of files can't control the terminal.  With a `max_width` above 0
// the widest shrinking columns are cut until the lines fit, but none below 8 cells.  Each row has
// one cell per column.
std::string table_text(const std::vector<TableColumn>& columns,
                       const std::vector<std::vector<std::string>>& rows,
                       std::size_t max_width = 0);

// The width of the terminal on standard output, or on another descriptor; 0 if it is not a
// terminal.
std::size_t terminal_width(int descriptor = 1);

}  // namespace melsift::tools
