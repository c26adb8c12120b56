#include "tools/kit/table_text.h"

#include <algorithm>
#include <array>

#include <sys/ioctl.h>
#include <unistd.h>

#include "base/utf8.h"

namespace melsift::tools {
namespace {

constexpr std::size_t kNarrowest = 8;  // cells that a cut column keeps
constexpr char32_t kEllipsis = 0x2026;

struct Range {
  char32_t first, last;
};

// Combining marks and invisible format characters (Unicode categories Mn, Me, Cf) of the scripts
// that song titles are written in.
constexpr std::array kZeroWidth = {
    Range{0x0300, 0x036F}, Range{0x0483, 0x0489}, Range{0x0591, 0x05BD},   Range{0x0610, 0x061A},
    Range{0x064B, 0x065F}, Range{0x0E31, 0x0E31}, Range{0x0E34, 0x0E3A},   Range{0x0E47, 0x0E4E},
    Range{0x093C, 0x093C}, Range{0x0941, 0x0948}, Range{0x094D, 0x094D},   Range{0x1AB0, 0x1AFF},
    Range{0x1DC0, 0x1DFF}, Range{0x200B, 0x200F}, Range{0x202A, 0x202E},   Range{0x2060, 0x2064},
    Range{0x20D0, 0x20FF}, Range{0x302A, 0x302D}, Range{0x3099, 0x309A},   Range{0xFE00, 0xFE0F},
    Range{0xFE20, 0xFE2F}, Range{0xFEFF, 0xFEFF}, Range{0xE0100, 0xE01EF},
};

// East_Asian_Width W and F.
constexpr std::array kWide = {
    Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},   Range{0x3041, 0x4DBF},
    Range{0x4E00, 0xA4CF},   Range{0xA960, 0xA97F},   Range{0xAC00, 0xD7A3},
    Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},
    Range{0xFFE0, 0xFFE6},   Range{0x1F300, 0x1F64F}, Range{0x1F680, 0x1F6FF},
    Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD},
};

template <std::size_t N>
bool among(const std::array<Range, N>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [c](Range r) { return r.first <= c && c <= r.last; });
}

std::size_t width_of(char32_t c) {
  if (c < 0x300) return 1;
  if (among(kZeroWidth, c)) return 0;
  return among(kWide, c) ? 2 : 1;
}

char32_t printable_character(char32_t c) {
  const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E);
  return control ? kReplacement : c;
}

// `text` in exactly `width` cells: cut with an ellipsis or padded on the side away from its
// alignment.
std::string fitted(std::string_view text, std::size_t width, bool right) {
  const bool cut = display_width(text) > width;
  const std::size_t room = cut ? width - 1 : width;
  std::string out;
  std::size_t used = 0;
  while (!text.empty()) {
    const char32_t c = printable_character(take_code_point(text));
    if (used + width_of(c) > room) break;
    used += width_of(c);
    append_code_point(out, c);
  }
  if (cut) {
    append_code_point(out, kEllipsis);
    ++used;
  }
  return right ? std::string(width - used, ' ') + out : out + std::string(width - used, ' ');
}

// Takes cells off the widest shrinking column, one by one, until the line fits or none can give.
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

std::string printable(std::string_view text) {
  std::string shown;
  while (!text.empty()) append_code_point(shown, printable_character(take_code_point(text)));
  return shown;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) width += width_of(printable_character(take_code_point(text)));
  return width;
}

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
      out.append(i == 0 ? 0 : 2, ' ').append(fitted(cells[i], widths[i], columns[i].right));
    out.erase(out.find_last_not_of(' ') + 1);
    out += '\n';
  };
  add_line(headings);
  for (const auto& row : rows) add_line(row);
  return out;
}

std::size_t terminal_width() {
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace melsift::tools
