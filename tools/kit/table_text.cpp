#include "tools/kit/table_text.h"

#include <algorithm>

#include <sys/ioctl.h>
#include <unistd.h>

#include "base/display_text.h"

namespace melsift::tools {
namespace {

constexpr std::size_t kNarrowest = 8;  // cells that a cut column keeps

// Removes cells from the widest shrinking column, one by one, until the line fits or no column can
// shrink.
void shrink(std::vector<std::size_t>& widths, const std::vector<TableColumn>& columns,
            std::size_t max_width) {
  const auto total = [&] {
    std::size_t sum = 2 * (widths.size() - 1);
    for (const std::size_t width : widths) sum += width;
    return sum;
  };
  for (std::size_t over = total() > max_width ? total() - max_width : 0; over > 0; --over) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (columns[i].shrinks && widths[i] > kNarrowest &&
          (widest == widths.size() || widths[i] > widths[widest]))
        widest = i;
    }
    if (widest == widths.size()) return;
    --widths[widest];
  }
}

}  // namespace

std::string table_text(const std::vector<TableColumn>& columns,
                       const std::vector<std::vector<std::string>>& rows, std::size_t max_width) {
  if (columns.empty()) return {};
  std::vector<std::string> headings;
  std::vector<std::size_t> widths;
  for (const TableColumn& column : columns) {
    headings.push_back(column.heading);
    widths.push_back(display_width(column.heading));
  }
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < columns.size(); ++i)
      widths[i] = std::max(widths[i], display_width(row[i]));
  }
  if (max_width > 0) shrink(widths, columns, max_width);

  std::string out;
  const auto add_line = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < columns.size(); ++i)
      out.append(i == 0 ? 0 : 2, ' ').append(fit_width(cells[i], widths[i], columns[i].right));
    out.erase(out.find_last_not_of(' ') + 1);
    out += '\n';
  };
  add_line(headings);
  for (const auto& row : rows) add_line(row);
  return out;
}

std::size_t terminal_width(int descriptor) {
  winsize size{};
  return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace melsift::tools
