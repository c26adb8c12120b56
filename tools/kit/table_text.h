// Aligned tables for people: UTF-8 aware, no wider than the terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace melsift::tools {

struct TableColumn {
  std::string heading;
  bool right = false;    // align to the right: numbers
  bool shrinks = false;  // may be cut, with an ellipsis, where the table is too wide
};

// The cells a text takes in a terminal: 2 for East Asian wide characters and emoji, 0 for combining
// marks (Unicode Standard Annex 11 and the general category).
std::size_t display_width(std::string_view text);

// The text with U+FFFD for what a terminal would obey rather than show (line ends among it), and
// for bytes that are no UTF-8.
std::string printable(std::string_view text);

// The headings and one line for each row, columns two blanks apart, without trailing blanks.
// Cells are printable(), so that a file's tags can't steer the terminal.  With a `max_width` above
// 0 the widest shrinking columns are cut until the lines fit, but none below 8 cells.  Each row has
// as many cells as there are columns.
std::string table_text(const std::vector<TableColumn>& columns,
                       const std::vector<std::vector<std::string>>& rows,
                       std::size_t max_width = 0);

// The columns of the terminal on standard output; 0 where it is none.
std::size_t terminal_width();

}  // namespace melsift::tools
